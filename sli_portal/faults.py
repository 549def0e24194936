"""What a report of a fault may say: where it happened, and nothing that anybody wrote."""

from django.views.debug import SafeExceptionReporterFilter


class NothingWritten(SafeExceptionReporterFilter):
    """Names of what was sent and of variables, never their values: they hold drafts."""

    def get_post_parameters(self, request):
        return dict.fromkeys(request.POST, self.cleansed_substitute) if request else {}

    def get_traceback_frame_variables(self, request, tb_frame):
        return [(name, self.cleansed_substitute) for name in tb_frame.f_locals]
