module notation-azure-pipelines/tools/credential-pass-0.9.13

go 1.24.0

tool github.com/docker/docker-credential-helpers/pass/cmd

require github.com/docker/docker-credential-helpers v0.9.13 // indirect
