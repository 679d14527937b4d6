module urumi.dev/node/traefik

go 1.26.0

require (
	github.com/go-acme/lego/v4 v4.33.0
	github.com/traefik/traefik/v3 v3.6.12
)
