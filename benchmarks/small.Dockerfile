# syntax=docker/dockerfile:1
FROM python:3.12-slim AS build
ARG VERSION=0.1.0
ENV HOME_OF_APP=/srv/app \
    PYTHONUNBUFFERED=1
WORKDIR /srv/app
RUN apt-get update \
    && apt-get install -y --no-install-recommends gcc libpq-dev \
    && rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
RUN python -m compileall .

FROM python:3.12-slim
COPY --from=build /srv/app /srv/app
EXPOSE 8000
HEALTHCHECK --interval=30s CMD python -c "import urllib.request as u; u.urlopen('http://localhost:8000')"
CMD ["python", "/srv/app/main.py"]
