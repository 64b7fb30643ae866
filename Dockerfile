# Two stages: the first builds wheels, the second holds Python, slawatch, and what prints reports: Pango and fonts.
# Build:  docker build -t slawatch .
# Run:    docker run -p 10720:10720 -v slawatch:/var/lib/slawatch slawatch
ARG BASE=python:3.12-slim

FROM ${BASE} AS build
WORKDIR /build
COPY pyproject.toml README.md LICENSE ./
COPY slawatch slawatch
COPY grafana/dashboards grafana/dashboards
RUN python3 -m venv /opt/slawatch && /opt/slawatch/bin/pip install --no-cache-dir ".[pdf,xlsx]"

FROM ${BASE}
LABEL org.opencontainers.image.title="slawatch" \
      org.opencontainers.image.description="Service levels right to the second, for Prometheus and for auditors" \
      org.opencontainers.image.licenses="Apache-2.0"
# Versions are those of the Debian release that the base stands on.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core fonts-noto-cjk \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/slawatch /opt/slawatch
COPY config /etc/slawatch
# The database lies on the one volume that is written to; all else may be read-only.
RUN mkdir -p /var/lib/slawatch && chown -R 65532:65532 /var/lib/slawatch
ENV PATH=/opt/slawatch/bin:$PATH PYTHONUNBUFFERED=1
USER 65532:65532
WORKDIR /var/lib/slawatch
VOLUME /var/lib/slawatch
EXPOSE 10720
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python3", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:10720/-/healthy', timeout=4)"]
ENTRYPOINT ["slawatch"]
CMD ["--config.file=/etc/slawatch/slawatch.yml", "--store.url=sqlite:////var/lib/slawatch/slawatch.db", "--web.listen-address=0.0.0.0:10720", "run"]
