# The first image has make and what the wheels may need; the second only what runs.
FROM python:3.13 AS build
WORKDIR /data
WORKDIR /app
COPY Makefile pyproject.toml requirements.lock README.md LICENSE ./
COPY bot bot
RUN make install

FROM python:3.13-slim
WORKDIR /app
COPY --from=build /app /app
COPY --from=build --chown=10001:10001 /data /data
COPY rules rules
USER 10001:10001
VOLUME /data
ENV TOCSIN_DATABASE=sqlite:////data/tocsin.db XDG_CACHE_HOME=/data/cache
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["tocsin", "health"]
CMD ["tocsin", "run"]
