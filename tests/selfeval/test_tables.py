import pytest

from selfeval.tables import squared


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("<p>a</p>", "<p>a</p>"),
        (
            '<table><tr><th colspan="2">B</th></tr><tr><td>1</td><td>2</td></tr></table>',
            "<table><tr><th>B</th><th></th></tr><tr><td>1</td><td>2</td></tr></table>",
        ),
        (
            '<table><tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr></table>',
            "<table><tr><td>a</td><td>b</td></tr><tr><td></td><td>c</td></tr></table>",
        ),
        (
            "<table><tr><td>a</td></tr><tr><td>b</td><td>c</td></tr></table>",
            "<table><tr><td>a</td><td></td></tr><tr><td>b</td><td>c</td></tr></table>",
        ),
        (
            '<table><tr><td colspan="99999">a</td></tr></table><p>b</p>',
            "<table><tr><td>a</td></tr></table><p>b</p>",
        ),
    ],
)
def test_a_table_is_made_square(given, made):
    assert squared(given) == made
