"""States and moves in words, and their colours."""

STATE_COLOURS = {
    "not_started": "grey",
    "drafting": "blue",
    "with_owner": "yellow",
    "returned": "orange",
    "agreed": "green",
    "locked": "green",
    "review": "yellow",
    "signed": "green",
    "endorsed": "green",
    "submitted": "turquoise",
    "shared": "turquoise",
    "archived": "grey",
}
MOVE_WORDS = {
    "hand_over": "Hand to the chapter’s owner",
    "agree": "Agree this chapter",
    "return": "Return it to be changed",
    "send_for_review": "Send to the director for review",
    "reopen": "Reopen it for changes",
    "sign": "Sign it",
    "endorse": "Endorse it",
    "submit": "Release it to the group",
    "revise": "Start a new version",
}


def coloured(thing):
    """(word, colour) of a state."""
    return thing.get_state_display(), STATE_COLOURS[thing.state]
