#!/usr/bin/env bash
# Makes what a first signature needs in Azure and Azure DevOps, or removes all of it.
#
#   bash setup/azure.sh create     about 5 minutes
#   bash setup/azure.sh remove     about 5 minutes
#
# Needs: the Azure CLI 2.60 or newer with the extension azure-devops, and `az login`. You must be Owner, or Contributor and
# User Access Administrator, of the subscription, and may make service connections in the project.
# Makes: a resource group with a registry, a key vault, a self-signed certificate and two identities; two service connections;
# and the folder .pipeline with a trust policy and a trust store. No secret is made or stored.
# Removes only a resource group that this script made. After a failure: remove, then create again.
# docs/first-signature.md explains each step.
set -euo pipefail

# Yours. Write other values here, or set environment variables of the same names.
ORGANIZATION="${ORGANIZATION:-https://dev.azure.com/<organization>}"
PROJECT="${PROJECT:-<project>}"
REGISTRY="${REGISTRY:-<registry>}" # 5 to 50 letters and digits; no other registry of Azure has this name
VAULT="${VAULT:-<vault>}"          # 3 to 24 letters, digits and hyphens; no other vault of Azure has this name
REPOSITORY="${REPOSITORY:-<repository>}" # what the image is called in the registry, such as team/web
# These may stay.
LOCATION="${LOCATION:-westeurope}"
GROUP="${GROUP:-notation-trial}"
KEY="${KEY:-signer}"
SUBJECT="${SUBJECT:-CN=signer,O=Trial,ST=WA,C=US}"
REGISTRY_CONNECTION="${REGISTRY_CONNECTION:-registry-connection}"
VAULT_CONNECTION="${VAULT_CONNECTION:-vault-connection}"

REGISTRY_IDENTITY=notation-pusher
VAULT_IDENTITY=notation-signer
MADE_BY=notation-setup
AUDIENCE=api://AzureADTokenExchange
TRIES=15
SECONDS_BETWEEN_TRIES=20

fail() {
  echo "$1" >&2
  exit 1
}

# A role that was just assigned counts after some minutes.
retry() {
  for ((attempt = 1; attempt < TRIES; attempt++)); do
    if "$@"; then return; fi
    echo "Waiting $SECONDS_BETWEEN_TRIES seconds: a new role does not count yet."
    sleep "$SECONDS_BETWEEN_TRIES"
  done
  "$@"
}

check_variables() {
  for value in "$ORGANIZATION" "$PROJECT" "$REGISTRY" "$VAULT" "$REPOSITORY"; do
    case "$value" in *'<'*) fail "Set the variables at the top of this script: $value" ;; esac
  done
}

write_policy() {
  cat > "$1" <<JSON
{
  "issuerParameters": { "name": "Self" },
  "keyProperties": { "exportable": false, "keyType": "RSA", "keySize": 2048, "reuseKey": true },
  "secretProperties": { "contentType": "application/x-pem-file" },
  "x509CertificateProperties": {
    "subject": "$SUBJECT",
    "ekus": ["1.3.6.1.5.5.7.3.3"],
    "keyUsage": ["digitalSignature"],
    "validityInMonths": 12
  }
}
JSON
}

write_vault_connection() {
  cat > "$1" <<JSON
{
  "name": "$VAULT_CONNECTION",
  "type": "AzureRM",
  "url": "https://management.azure.com/",
  "authorization": {
    "scheme": "WorkloadIdentityFederation",
    "parameters": { "tenantid": "$TENANT_ID", "serviceprincipalid": "$CLIENT_ID" }
  },
  "data": {
    "subscriptionId": "$SUBSCRIPTION_ID",
    "subscriptionName": "$SUBSCRIPTION_NAME",
    "environment": "AzureCloud",
    "scopeLevel": "Subscription",
    "creationMode": "Manual"
  },
  "isShared": false,
  "isReady": true,
  "serviceEndpointProjectReferences": [
    { "name": "$VAULT_CONNECTION", "projectReference": { "id": "$PROJECT_ID", "name": "$PROJECT" } }
  ]
}
JSON
}

write_registry_connection() {
  cat > "$1" <<JSON
{
  "name": "$REGISTRY_CONNECTION",
  "type": "dockerregistry",
  "url": "https://$LOGIN_SERVER",
  "authorization": {
    "scheme": "WorkloadIdentityFederation",
    "parameters": {
      "tenantId": "$TENANT_ID",
      "serviceprincipalid": "$CLIENT_ID",
      "loginServer": "$LOGIN_SERVER",
      "scope": "$REGISTRY_ID"
    }
  },
  "data": {
    "registryId": "$REGISTRY_ID",
    "registrytype": "ACR",
    "subscriptionId": "$SUBSCRIPTION_ID",
    "subscriptionName": "$SUBSCRIPTION_NAME",
    "creationMode": "Manual"
  },
  "isShared": false,
  "isReady": true,
  "serviceEndpointProjectReferences": [
    { "name": "$REGISTRY_CONNECTION", "projectReference": { "id": "$PROJECT_ID", "name": "$PROJECT" } }
  ]
}
JSON
}

write_trust() {
  mkdir -p .pipeline/trustpolicy .pipeline/truststore/x509/ca/trial
  cat > .pipeline/trustpolicy/trustpolicy.json <<JSON
{
  "version": "1.0",
  "trustPolicies": [
    {
      "name": "trial",
      "registryScopes": ["$LOGIN_SERVER/$REPOSITORY"],
      "signatureVerification": { "level": "strict" },
      "trustStores": ["ca:trial"],
      "trustedIdentities": ["*"]
    }
  ]
}
JSON
}

create() {
  check_variables
  [ ! -e .pipeline ] || fail 'There is a folder .pipeline already: run this script in a folder without one.'
  FILES="$(mktemp -d)"
  trap 'rm -rf "$FILES"' EXIT

  echo '1 of 5: resource group, registry, key vault'
  SUBSCRIPTION_ID="$(az account show --query id --output tsv)"
  SUBSCRIPTION_NAME="$(az account show --query name --output tsv)"
  TENANT_ID="$(az account show --query tenantId --output tsv)"
  PROJECT_ID="$(az devops project show --organization "$ORGANIZATION" --project "$PROJECT" --query id --output tsv)"
  GROUP_EXISTS="$(az group exists --name "$GROUP")"
  [ "$GROUP_EXISTS" = false ] || fail "There is a resource group $GROUP already: remove it, or choose another name."
  az group create --name "$GROUP" --location "$LOCATION" --tags "madeBy=$MADE_BY" --output none
  az acr create --resource-group "$GROUP" --name "$REGISTRY" --sku Basic --output none
  az keyvault create --resource-group "$GROUP" --name "$VAULT" --enable-rbac-authorization true --output none
  REGISTRY_ID="$(az acr show --name "$REGISTRY" --query id --output tsv)"
  LOGIN_SERVER="$(az acr show --name "$REGISTRY" --query loginServer --output tsv)"
  VAULT_ID="$(az keyvault show --name "$VAULT" --query id --output tsv)"

  echo '2 of 5: self-signed certificate (you get the role to make certificates in this vault)'
  USER_ID="$(az ad signed-in-user show --query id --output tsv)"
  az role assignment create --role 'Key Vault Certificates Officer' --scope "$VAULT_ID" --assignee-object-id "$USER_ID" --assignee-principal-type User --output none
  write_policy "$FILES/policy.json"
  retry az keyvault certificate create --vault-name "$VAULT" --name "$KEY" --policy "@$FILES/policy.json" --output none
  KEY_ID="$(az keyvault certificate show --vault-name "$VAULT" --name "$KEY" --query kid --output tsv)"

  echo '3 of 5: one identity that may push to this registry, one that may sign with keys of this vault'
  az identity create --resource-group "$GROUP" --name "$REGISTRY_IDENTITY" --output none
  az identity create --resource-group "$GROUP" --name "$VAULT_IDENTITY" --output none
  PUSHER_ID="$(az identity show --resource-group "$GROUP" --name "$REGISTRY_IDENTITY" --query principalId --output tsv)"
  SIGNER_ID="$(az identity show --resource-group "$GROUP" --name "$VAULT_IDENTITY" --query principalId --output tsv)"
  retry az role assignment create --role AcrPush --scope "$REGISTRY_ID" --assignee-object-id "$PUSHER_ID" --assignee-principal-type ServicePrincipal --output none
  retry az role assignment create --role 'Key Vault Crypto User' --scope "$VAULT_ID" --assignee-object-id "$SIGNER_ID" --assignee-principal-type ServicePrincipal --output none
  retry az role assignment create --role 'Key Vault Certificate User' --scope "$VAULT_ID" --assignee-object-id "$SIGNER_ID" --assignee-principal-type ServicePrincipal --output none

  echo '4 of 5: two service connections with workload identity federation'
  CLIENT_ID="$(az identity show --resource-group "$GROUP" --name "$REGISTRY_IDENTITY" --query clientId --output tsv)"
  write_registry_connection "$FILES/registry.json"
  REGISTRY_CONNECTION_ID="$(az devops service-endpoint create --organization "$ORGANIZATION" --project "$PROJECT" --service-endpoint-configuration "$FILES/registry.json" --query id --output tsv)"
  ISSUER="$(az devops service-endpoint show --organization "$ORGANIZATION" --project "$PROJECT" --id "$REGISTRY_CONNECTION_ID" --query authorization.parameters.workloadIdentityFederationIssuer --output tsv)"
  FEDERATION="$(az devops service-endpoint show --organization "$ORGANIZATION" --project "$PROJECT" --id "$REGISTRY_CONNECTION_ID" --query authorization.parameters.workloadIdentityFederationSubject --output tsv)"
  az identity federated-credential create --resource-group "$GROUP" --identity-name "$REGISTRY_IDENTITY" --name azure-pipelines --issuer "$ISSUER" --subject "$FEDERATION" --audiences "$AUDIENCE" --output none
  CLIENT_ID="$(az identity show --resource-group "$GROUP" --name "$VAULT_IDENTITY" --query clientId --output tsv)"
  write_vault_connection "$FILES/vault.json"
  VAULT_CONNECTION_ID="$(az devops service-endpoint create --organization "$ORGANIZATION" --project "$PROJECT" --service-endpoint-configuration "$FILES/vault.json" --query id --output tsv)"
  ISSUER="$(az devops service-endpoint show --organization "$ORGANIZATION" --project "$PROJECT" --id "$VAULT_CONNECTION_ID" --query authorization.parameters.workloadIdentityFederationIssuer --output tsv)"
  FEDERATION="$(az devops service-endpoint show --organization "$ORGANIZATION" --project "$PROJECT" --id "$VAULT_CONNECTION_ID" --query authorization.parameters.workloadIdentityFederationSubject --output tsv)"
  az identity federated-credential create --resource-group "$GROUP" --identity-name "$VAULT_IDENTITY" --name azure-pipelines --issuer "$ISSUER" --subject "$FEDERATION" --audiences "$AUDIENCE" --output none

  echo '5 of 5: trust policy and trust store in the folder .pipeline'
  write_trust
  az keyvault certificate download --vault-name "$VAULT" --name "$KEY" --encoding PEM --file .pipeline/truststore/x509/ca/trial/signer.pem

  echo
  echo 'Done. Commit the folder .pipeline, and use these values in the pipeline:'
  echo "  <docker_registry_service_connection>  $REGISTRY_CONNECTION"
  echo "  <akv_service_connection>              $VAULT_CONNECTION"
  echo "  <registry_host>                       $LOGIN_SERVER"
  echo "  <repository>                          $REPOSITORY"
  echo "  <key_id>                              $KEY_ID"
}

remove_connection() {
  CONNECTION="$1"
  CONNECTION_ID="$(az devops service-endpoint list --organization "$ORGANIZATION" --project "$PROJECT" --query "[?name=='$CONNECTION'].id" --output tsv)"
  if [ -z "$CONNECTION_ID" ]; then return; fi
  az devops service-endpoint delete --organization "$ORGANIZATION" --project "$PROJECT" --id "$CONNECTION_ID" --yes
}

remove() {
  check_variables
  echo '1 of 3: service connections'
  remove_connection "$REGISTRY_CONNECTION"
  remove_connection "$VAULT_CONNECTION"
  echo "2 of 3: the resource group $GROUP, with all that is in it"
  GROUP_EXISTS="$(az group exists --name "$GROUP")"
  if [ "$GROUP_EXISTS" = true ]; then
    MAKER="$(az group show --name "$GROUP" --query tags.madeBy --output tsv)"
    [ "$MAKER" = "$MADE_BY" ] || fail "This script did not make the resource group $GROUP: it stays."
    az group delete --name "$GROUP" --yes
  fi
  echo '3 of 3: the deleted vault, so that its name is free again'
  DELETED="$(az keyvault list-deleted --resource-type vault --query "[?name=='$VAULT'].name" --output tsv)"
  if [ -n "$DELETED" ]; then az keyvault purge --name "$VAULT"; fi
  echo 'Done. The folder .pipeline is yours to remove.'
}

case "${1:-}" in
  create) create ;;
  remove) remove ;;
  *) fail 'usage: bash setup/azure.sh create | remove' ;;
esac
