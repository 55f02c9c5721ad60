# syntax=docker/dockerfile:1
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /freshet ./cmd/freshet \
 && mkdir -p /data

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /freshet /freshet
COPY --from=build --chown=nonroot:nonroot /data /data
# The store, the click journal and the admin socket live in /data; the config is
# mounted read-only. In it, listen must be ":8080" and admin "unix:/data/freshet.sock".
VOLUME /data
WORKDIR /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["/freshet", "status", "--health", "-c", "/etc/freshet/freshet.yml"]
ENTRYPOINT ["/freshet"]
CMD ["serve", "-c", "/etc/freshet/freshet.yml"]
