# One image per service: docker build --build-arg SERVICE=router -t appeals-platform/router .
# An image holds its own service and shared/, no neighbour: importing one breaks here too.
ARG PYTHON=python:3.13-slim
ARG SERVICE=intake

# ---- the pinned requirements, once for all services -----------------------------------------------------------
FROM ${PYTHON} AS requirements
COPY requirements/runtime.txt /tmp/
RUN pip install --no-cache-dir --no-compile --require-hashes --only-binary :all: --prefix=/install -r /tmp/runtime.txt
# compiled here, as nothing can be written later; some packages carry templates that are no Python
RUN python -m compileall -q -j 0 /install || true

# ---- what a service needs from the system ---------------------------------------------------------------------
FROM ${PYTHON} AS system
RUN groupadd --gid 10001 app && useradd --uid 10001 --gid app --no-create-home --home-dir /tmp --shell /usr/sbin/nologin app \
 && install -d -o 10001 -g 10001 -m 0700 /var/lib/console

FROM system AS system-intake
FROM system AS system-router
FROM system AS system-sla_monitor

FROM system AS system-analytics
# WeasyPrint lays out the annual report with these
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/*

# ---- the service ----------------------------------------------------------------------------------------------
FROM system-${SERVICE}
ARG SERVICE
COPY --from=requirements /install /usr/local
WORKDIR /app
COPY deploy/containers/healthcheck.py /app/
COPY shared/ shared/
COPY services/__init__.py services/
COPY services/${SERVICE}/ services/${SERVICE}/
RUN python -m compileall -q shared services
ENV PYTHONPATH=/app \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    XDG_CACHE_HOME=/tmp \
    SERVICE=${SERVICE} \
    SECRETS_DIR=/run/secrets \
    INTAKE_HOST=0.0.0.0 ROUTER_HOST=0.0.0.0 SLA_MONITOR_HOST=0.0.0.0 ANALYTICS_HOST=0.0.0.0
USER 10001:10001
EXPOSE 8101 8102 8103 8104
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=6 CMD ["python", "-S", "/app/healthcheck.py"]
# exec: the service gets SIGTERM itself and drains the batch in hand
CMD ["sh", "-c", "exec python -m services.$SERVICE"]
