# The portal as one image; docker-compose.yml runs it as web, worker, beat and migrate.

# 1. The design system: fetched and compiled, then everything that did it is left behind.
FROM python:3.11-slim-bookworm AS design
WORKDIR /app
COPY requirements/build.txt requirements/node.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/build.txt -r requirements/node.txt
COPY package.json package-lock.json ./
COPY setup/ setup/
COPY static/ static/
RUN python setup/design_system.py

# 2. The Python packages: every one a wheel with its hash in the lock, so nothing is compiled.
FROM python:3.11-slim-bookworm AS packages
RUN python -m venv /venv
COPY requirements/production.txt /
RUN /venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r /production.txt

# 3. What runs: the interpreter, the print libraries, the packages, the code. No compiler, no Node, no tests.
FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -qy --no-install-recommends \
        fonts-liberation2 libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal -m 0750 /data
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
COPY --from=design /app/static/govuk static/govuk
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# The demonstration's settings serve to collect the pages' files; nothing of them stays in the image.
RUN python -m compileall -q . \
    && DEMO=1 DATA_DIR=/tmp/collecting python manage.py collectstatic --noinput --ignore scss -v0 \
    && rm -r /tmp/collecting
ENV DATA_DIR=/data
USER portal
VOLUME /data
EXPOSE 8000
# Asks with the portal's own host name, or Django would refuse to answer.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "setup/alive.py"]
CMD ["gunicorn", "sli_portal.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--worker-tmp-dir", "/dev/shm", \
     "--timeout", "60", "--graceful-timeout", "30", "--max-requests", "1000", "--max-requests-jitter", "100", \
     "--no-control-socket", "--access-logfile", "-", "--logger-class", "sli_portal.access_log.WithoutSecrets"]
