<#
Makes what a first signature needs in Azure and Azure DevOps, or removes all of it.

  ./setup/azure.ps1 create     about 5 minutes
  ./setup/azure.ps1 remove     about 5 minutes

Needs: PowerShell 7.3 or newer, the Azure CLI 2.60 or newer with the extension azure-devops, and `az login`. You must be Owner, or
Contributor and User Access Administrator, of the subscription, and may make service connections in the project.
Makes: a resource group with a registry, a key vault, a self-signed certificate and two identities; two service connections;
and the folder .pipeline with a trust policy and a trust store. No secret is made or stored.
Removes only a resource group that this script made. After a failure: remove, then create again.
docs/first-signature.md explains each step. The script runs the same commands as setup/azure.sh.
#>
#Requires -Version 7.3
param([Parameter(Mandatory)][ValidateSet('create', 'remove')][string] $Action)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

function Get-Setting([string] $Name, [string] $Default) {
  $value = [Environment]::GetEnvironmentVariable($Name)
  if ($value) { $value } else { $Default }
}

# Yours. Write other values here, or set environment variables of the same names.
$ORGANIZATION = Get-Setting 'ORGANIZATION' 'https://dev.azure.com/<organization>'
$PROJECT = Get-Setting 'PROJECT' '<project>'
$REGISTRY = Get-Setting 'REGISTRY' '<registry>' # 5 to 50 letters and digits; no other registry of Azure has this name
$VAULT = Get-Setting 'VAULT' '<vault>' # 3 to 24 letters, digits and hyphens; no other vault of Azure has this name
$REPOSITORY = Get-Setting 'REPOSITORY' '<repository>' # what the image is called in the registry, such as team/web
# These may stay.
$LOCATION = Get-Setting 'LOCATION' 'westeurope'
$GROUP = Get-Setting 'GROUP' 'notation-trial'
$KEY = Get-Setting 'KEY' 'signer'
$SUBJECT = Get-Setting 'SUBJECT' 'CN=signer,O=Trial,ST=WA,C=US'
$REGISTRY_CONNECTION = Get-Setting 'REGISTRY_CONNECTION' 'registry-connection'
$VAULT_CONNECTION = Get-Setting 'VAULT_CONNECTION' 'vault-connection'

$REGISTRY_IDENTITY = 'notation-pusher'
$VAULT_IDENTITY = 'notation-signer'
$MADE_BY = 'notation-setup'
$AUDIENCE = 'api://AzureADTokenExchange'
$TRIES = 15
$SECONDS_BETWEEN_TRIES = 20
$FILES = Join-Path ([IO.Path]::GetTempPath()) ([Guid]::NewGuid())

function Invoke-Az {
  az @args
  if ($LASTEXITCODE -ne 0) { throw "az $($args -join ' ') failed." }
}

# A role that was just assigned counts after some minutes.
function Invoke-Retry([scriptblock] $Command) {
  for ($attempt = 1; $attempt -lt $TRIES; $attempt++) {
    try {
      & $Command
      return
    } catch {
      Write-Host "Waiting $SECONDS_BETWEEN_TRIES seconds: a new role does not count yet."
      Start-Sleep -Seconds $SECONDS_BETWEEN_TRIES
    }
  }
  & $Command
}

function Test-Variables {
  foreach ($value in $ORGANIZATION, $PROJECT, $REGISTRY, $VAULT, $REPOSITORY) {
    if ($value.Contains('<')) { throw "Set the variables at the top of this script: $value" }
  }
}

function Write-Json([string] $Path, $Value) {
  $Value | ConvertTo-Json -Depth 10 | Set-Content -Path $Path -Encoding utf8NoBOM
}

function Write-Policy([string] $Path) {
  Write-Json $Path @{
    issuerParameters = @{ name = 'Self' }
    keyProperties = @{ exportable = $false; keyType = 'RSA'; keySize = 2048; reuseKey = $true }
    secretProperties = @{ contentType = 'application/x-pem-file' }
    x509CertificateProperties = @{
      subject = $SUBJECT
      ekus = @('1.3.6.1.5.5.7.3.3')
      keyUsage = @('digitalSignature')
      validityInMonths = 12
    }
  }
}

function Write-VaultConnection([string] $Path) {
  Write-Json $Path @{
    name = $VAULT_CONNECTION
    type = 'AzureRM'
    url = 'https://management.azure.com/'
    authorization = @{
      scheme = 'WorkloadIdentityFederation'
      parameters = @{ tenantid = $TENANT_ID; serviceprincipalid = $CLIENT_ID }
    }
    data = @{
      subscriptionId = $SUBSCRIPTION_ID
      subscriptionName = $SUBSCRIPTION_NAME
      environment = 'AzureCloud'
      scopeLevel = 'Subscription'
      creationMode = 'Manual'
    }
    isShared = $false
    isReady = $true
    serviceEndpointProjectReferences = @(
      @{ name = $VAULT_CONNECTION; projectReference = @{ id = $PROJECT_ID; name = $PROJECT } }
    )
  }
}

function Write-RegistryConnection([string] $Path) {
  Write-Json $Path @{
    name = $REGISTRY_CONNECTION
    type = 'dockerregistry'
    url = "https://$LOGIN_SERVER"
    authorization = @{
      scheme = 'WorkloadIdentityFederation'
      parameters = @{
        tenantId = $TENANT_ID
        serviceprincipalid = $CLIENT_ID
        loginServer = $LOGIN_SERVER
        scope = $REGISTRY_ID
      }
    }
    data = @{
      registryId = $REGISTRY_ID
      registrytype = 'ACR'
      subscriptionId = $SUBSCRIPTION_ID
      subscriptionName = $SUBSCRIPTION_NAME
      creationMode = 'Manual'
    }
    isShared = $false
    isReady = $true
    serviceEndpointProjectReferences = @(
      @{ name = $REGISTRY_CONNECTION; projectReference = @{ id = $PROJECT_ID; name = $PROJECT } }
    )
  }
}

function Write-Trust {
  New-Item -ItemType Directory -Force -Path '.pipeline/trustpolicy', '.pipeline/truststore/x509/ca/trial' | Out-Null
  Write-Json '.pipeline/trustpolicy/trustpolicy.json' @{
    version = '1.0'
    trustPolicies = @(
      @{
        name = 'trial'
        registryScopes = @("$LOGIN_SERVER/$REPOSITORY")
        signatureVerification = @{ level = 'strict' }
        trustStores = @('ca:trial')
        trustedIdentities = @('*')
      }
    )
  }
}

function New-Everything {
  Test-Variables
  if (Test-Path '.pipeline') { throw 'There is a folder .pipeline already: run this script in a folder without one.' }
  New-Item -ItemType Directory -Path $FILES | Out-Null

  Write-Host '1 of 5: resource group, registry, key vault'
  $SUBSCRIPTION_ID = Invoke-Az account show --query id --output tsv
  $SUBSCRIPTION_NAME = Invoke-Az account show --query name --output tsv
  $TENANT_ID = Invoke-Az account show --query tenantId --output tsv
  $PROJECT_ID = Invoke-Az devops project show --organization $ORGANIZATION --project $PROJECT --query id --output tsv
  $GROUP_EXISTS = Invoke-Az group exists --name $GROUP
  if ($GROUP_EXISTS -ne 'false') { throw "There is a resource group $GROUP already: remove it, or choose another name." }
  Invoke-Az group create --name $GROUP --location $LOCATION --tags "madeBy=$MADE_BY" --output none
  Invoke-Az acr create --resource-group $GROUP --name $REGISTRY --sku Basic --output none
  Invoke-Az keyvault create --resource-group $GROUP --name $VAULT --enable-rbac-authorization true --output none
  $REGISTRY_ID = Invoke-Az acr show --name $REGISTRY --query id --output tsv
  $LOGIN_SERVER = Invoke-Az acr show --name $REGISTRY --query loginServer --output tsv
  $VAULT_ID = Invoke-Az keyvault show --name $VAULT --query id --output tsv

  Write-Host '2 of 5: self-signed certificate (you get the role to make certificates in this vault)'
  $USER_ID = Invoke-Az ad signed-in-user show --query id --output tsv
  Invoke-Az role assignment create --role 'Key Vault Certificates Officer' --scope $VAULT_ID --assignee-object-id $USER_ID --assignee-principal-type User --output none
  Write-Policy "$FILES/policy.json"
  Invoke-Retry { Invoke-Az keyvault certificate create --vault-name $VAULT --name $KEY --policy "@$FILES/policy.json" --output none }
  $KEY_ID = Invoke-Az keyvault certificate show --vault-name $VAULT --name $KEY --query kid --output tsv

  Write-Host '3 of 5: one identity that may push to this registry, one that may sign with keys of this vault'
  Invoke-Az identity create --resource-group $GROUP --name $REGISTRY_IDENTITY --output none
  Invoke-Az identity create --resource-group $GROUP --name $VAULT_IDENTITY --output none
  $PUSHER_ID = Invoke-Az identity show --resource-group $GROUP --name $REGISTRY_IDENTITY --query principalId --output tsv
  $SIGNER_ID = Invoke-Az identity show --resource-group $GROUP --name $VAULT_IDENTITY --query principalId --output tsv
  Invoke-Retry { Invoke-Az role assignment create --role AcrPush --scope $REGISTRY_ID --assignee-object-id $PUSHER_ID --assignee-principal-type ServicePrincipal --output none }
  Invoke-Retry { Invoke-Az role assignment create --role 'Key Vault Crypto User' --scope $VAULT_ID --assignee-object-id $SIGNER_ID --assignee-principal-type ServicePrincipal --output none }
  Invoke-Retry { Invoke-Az role assignment create --role 'Key Vault Certificate User' --scope $VAULT_ID --assignee-object-id $SIGNER_ID --assignee-principal-type ServicePrincipal --output none }

  Write-Host '4 of 5: two service connections with workload identity federation'
  $CLIENT_ID = Invoke-Az identity show --resource-group $GROUP --name $REGISTRY_IDENTITY --query clientId --output tsv
  Write-RegistryConnection "$FILES/registry.json"
  $REGISTRY_CONNECTION_ID = Invoke-Az devops service-endpoint create --organization $ORGANIZATION --project $PROJECT --service-endpoint-configuration "$FILES/registry.json" --query id --output tsv
  $ISSUER = Invoke-Az devops service-endpoint show --organization $ORGANIZATION --project $PROJECT --id $REGISTRY_CONNECTION_ID --query authorization.parameters.workloadIdentityFederationIssuer --output tsv
  $FEDERATION = Invoke-Az devops service-endpoint show --organization $ORGANIZATION --project $PROJECT --id $REGISTRY_CONNECTION_ID --query authorization.parameters.workloadIdentityFederationSubject --output tsv
  Invoke-Az identity federated-credential create --resource-group $GROUP --identity-name $REGISTRY_IDENTITY --name azure-pipelines --issuer $ISSUER --subject $FEDERATION --audiences $AUDIENCE --output none
  $CLIENT_ID = Invoke-Az identity show --resource-group $GROUP --name $VAULT_IDENTITY --query clientId --output tsv
  Write-VaultConnection "$FILES/vault.json"
  $VAULT_CONNECTION_ID = Invoke-Az devops service-endpoint create --organization $ORGANIZATION --project $PROJECT --service-endpoint-configuration "$FILES/vault.json" --query id --output tsv
  $ISSUER = Invoke-Az devops service-endpoint show --organization $ORGANIZATION --project $PROJECT --id $VAULT_CONNECTION_ID --query authorization.parameters.workloadIdentityFederationIssuer --output tsv
  $FEDERATION = Invoke-Az devops service-endpoint show --organization $ORGANIZATION --project $PROJECT --id $VAULT_CONNECTION_ID --query authorization.parameters.workloadIdentityFederationSubject --output tsv
  Invoke-Az identity federated-credential create --resource-group $GROUP --identity-name $VAULT_IDENTITY --name azure-pipelines --issuer $ISSUER --subject $FEDERATION --audiences $AUDIENCE --output none

  Write-Host '5 of 5: trust policy and trust store in the folder .pipeline'
  Write-Trust
  Invoke-Az keyvault certificate download --vault-name $VAULT --name $KEY --encoding PEM --file .pipeline/truststore/x509/ca/trial/signer.pem

  Write-Host ''
  Write-Host 'Done. Commit the folder .pipeline, and use these values in the pipeline:'
  Write-Host "  <docker_registry_service_connection>  $REGISTRY_CONNECTION"
  Write-Host "  <akv_service_connection>              $VAULT_CONNECTION"
  Write-Host "  <registry_host>                       $LOGIN_SERVER"
  Write-Host "  <repository>                          $REPOSITORY"
  Write-Host "  <key_id>                              $KEY_ID"
}

function Remove-Connection([string] $CONNECTION) {
  $CONNECTION_ID = Invoke-Az devops service-endpoint list --organization $ORGANIZATION --project $PROJECT --query "[?name=='$CONNECTION'].id" --output tsv
  if (-not $CONNECTION_ID) { return }
  Invoke-Az devops service-endpoint delete --organization $ORGANIZATION --project $PROJECT --id $CONNECTION_ID --yes
}

function Remove-Everything {
  Test-Variables
  Write-Host '1 of 3: service connections'
  Remove-Connection $REGISTRY_CONNECTION
  Remove-Connection $VAULT_CONNECTION
  Write-Host "2 of 3: the resource group $GROUP, with all that is in it"
  $GROUP_EXISTS = Invoke-Az group exists --name $GROUP
  if ($GROUP_EXISTS -eq 'true') {
    $MAKER = Invoke-Az group show --name $GROUP --query tags.madeBy --output tsv
    if ($MAKER -ne $MADE_BY) { throw "This script did not make the resource group $GROUP: it stays." }
    Invoke-Az group delete --name $GROUP --yes
  }
  Write-Host '3 of 3: the deleted vault, so that its name is free again'
  $DELETED = Invoke-Az keyvault list-deleted --resource-type vault --query "[?name=='$VAULT'].name" --output tsv
  if ($DELETED) { Invoke-Az keyvault purge --name $VAULT }
  Write-Host 'Done. The folder .pipeline is yours to remove.'
}

if ($Action -eq 'create') {
  try { New-Everything } finally { if (Test-Path $FILES) { Remove-Item -Recurse -Force $FILES } }
} else {
  Remove-Everything
}
