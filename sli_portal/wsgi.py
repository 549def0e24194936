"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sli_portal.settings")
application = get_wsgi_application()

# What is loaded by now stays: the collector need not walk it again, nor look after every page.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
