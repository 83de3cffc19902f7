module notation-azure-pipelines/tools/platform-programs

go 1.24
