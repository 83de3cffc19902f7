// Command notation-openbao is a signing plugin of notation for the tests: its keys are in the transit engine of
// OpenBao, which never gives them out, and their certificates in its kv engine.
package main

import (
	"context"
	"os"

	"github.com/notaryproject/notation-plugin-framework-go/cli"
	"github.com/notaryproject/notation-plugin-framework-go/plugin"
)

func main() {
	ctx := context.Background()
	program, err := cli.New(signer{})
	if err != nil {
		os.Exit(1)
	}
	program.Execute(ctx, os.Args)
}

// signer answers the commands of notation's plugin contract 1.0 for raw signatures.
type signer struct{}

func (signer) GetMetadata(context.Context, *plugin.GetMetadataRequest) (*plugin.GetMetadataResponse, error) {
	return &plugin.GetMetadataResponse{
		Name:                      "openbao",
		Description:               "Signs with keys of OpenBao's transit engine",
		Version:                   "1.0.0",
		URL:                       "https://openbao.org",
		SupportedContractVersions: []string{plugin.ContractVersion},
		Capabilities:              []plugin.Capability{plugin.CapabilitySignatureGenerator},
	}, nil
}

func (signer) DescribeKey(ctx context.Context, req *plugin.DescribeKeyRequest) (*plugin.DescribeKeyResponse, error) {
	service, err := connect(req.PluginConfig)
	if err != nil {
		return nil, err
	}
	spec, err := service.keySpec(ctx, req.KeyID)
	if err != nil {
		return nil, err
	}
	return &plugin.DescribeKeyResponse{KeyID: req.KeyID, KeySpec: spec}, nil
}

func (signer) GenerateSignature(ctx context.Context, req *plugin.GenerateSignatureRequest) (*plugin.GenerateSignatureResponse, error) {
	service, err := connect(req.PluginConfig)
	if err != nil {
		return nil, err
	}
	chain, err := service.chain(ctx, req.KeyID)
	if err != nil {
		return nil, err
	}
	signature, algorithm, err := service.sign(ctx, req.KeyID, req.KeySpec, req.Payload)
	if err != nil {
		return nil, err
	}
	return &plugin.GenerateSignatureResponse{
		KeyID:            req.KeyID,
		Signature:        signature,
		SigningAlgorithm: algorithm,
		CertificateChain: chain,
	}, nil
}

func (signer) GenerateEnvelope(context.Context, *plugin.GenerateEnvelopeRequest) (*plugin.GenerateEnvelopeResponse, error) {
	return nil, plugin.NewUnsupportedError("generate-envelope")
}

func (signer) VerifySignature(context.Context, *plugin.VerifySignatureRequest) (*plugin.VerifySignatureResponse, error) {
	return nil, plugin.NewUnsupportedError("verify-signature")
}
