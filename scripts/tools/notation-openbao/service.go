package main

import (
	"context"
	"crypto"
	_ "crypto/sha256"
	_ "crypto/sha512"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"net/http"
	"strings"

	"github.com/hashicorp/vault/api"
	"github.com/notaryproject/notation-plugin-framework-go/plugin"
)

// service is one OpenBao, with the engines that hold keys and certificates.
type service struct {
	client      *api.Client
	transit, kv string
}

// algorithm says how a key of one type signs.
type algorithm struct {
	spec      plugin.KeySpec
	hash      crypto.Hash
	hashName  string
	signature plugin.SignatureAlgorithm
}

// algorithms are those of the Notary Project's signature specification, by the key types of the transit engine.
var algorithms = map[string]algorithm{
	"ecdsa-p256": {plugin.KeySpecEC256, crypto.SHA256, "sha2-256", plugin.SignatureAlgorithmECDSA_SHA256},
	"ecdsa-p384": {plugin.KeySpecEC384, crypto.SHA384, "sha2-384", plugin.SignatureAlgorithmECDSA_SHA384},
	"ecdsa-p521": {plugin.KeySpecEC521, crypto.SHA512, "sha2-512", plugin.SignatureAlgorithmECDSA_SHA512},
	"rsa-2048":   {plugin.KeySpecRSA2048, crypto.SHA256, "sha2-256", plugin.SignatureAlgorithmRSASSA_PSS_SHA256},
	"rsa-3072":   {plugin.KeySpecRSA3072, crypto.SHA384, "sha2-384", plugin.SignatureAlgorithmRSASSA_PSS_SHA384},
	"rsa-4096":   {plugin.KeySpecRSA4096, crypto.SHA512, "sha2-512", plugin.SignatureAlgorithmRSASSA_PSS_SHA512},
}

// connect reads VAULT_ADDR, VAULT_TOKEN and their like from the environment, as every client of Vault's interface does.
func connect(config map[string]string) (*service, error) {
	client, err := api.NewClient(api.DefaultConfig())
	if err != nil {
		return nil, plugin.NewGenericError(err.Error())
	}
	engine := func(name string) string {
		if path := config[name]; path != "" {
			return path
		}
		return name
	}
	return &service{client, engine("transit"), engine("secret")}, nil
}

// keySpec gives the type of a key in notation's words.
func (s *service) keySpec(ctx context.Context, key string) (plugin.KeySpec, error) {
	found, err := s.client.Logical().ReadWithContext(ctx, s.transit+"/keys/"+key)
	if err != nil {
		return "", failure(err)
	}
	if found == nil {
		return "", plugin.NewValidationErrorf("there is no key %q", key)
	}
	kind, _ := found.Data["type"].(string)
	known, ok := algorithms[kind]
	if !ok {
		return "", plugin.NewUnsupportedError("a key of the type " + kind)
	}
	return known.spec, nil
}

// chain gives the certificates of a key in DER, the key's own first.
func (s *service) chain(ctx context.Context, key string) ([][]byte, error) {
	found, err := s.client.KVv2(s.kv).Get(ctx, key)
	if err != nil {
		return nil, failure(err)
	}
	text, _ := found.Data["certificate"].(string)
	var chain [][]byte
	for block, rest := pem.Decode([]byte(text)); block != nil; block, rest = pem.Decode(rest) {
		chain = append(chain, block.Bytes)
	}
	if len(chain) == 0 {
		return nil, plugin.NewValidationErrorf("there is no certificate of the key %q", key)
	}
	return chain, nil
}

// sign lets the service sign the hash of a payload: RSASSA-PSS, or ECDSA as the two numbers one after the other.
func (s *service) sign(ctx context.Context, key string, spec plugin.KeySpec, payload []byte) ([]byte, plugin.SignatureAlgorithm, error) {
	for _, known := range algorithms {
		if known.spec != spec {
			continue
		}
		hash := known.hash.New()
		hash.Write(payload)
		input := map[string]any{
			"input":                base64.StdEncoding.EncodeToString(hash.Sum(nil)),
			"prehashed":            true,
			"signature_algorithm":  "pss",
			"salt_length":          "hash",
			"marshaling_algorithm": "jws",
		}
		answer, err := s.client.Logical().WriteWithContext(ctx, s.transit+"/sign/"+key+"/"+known.hashName, input)
		if err != nil {
			return nil, "", failure(err)
		}
		text, _ := answer.Data["signature"].(string)
		// It begins with `vault:v<version of the key>:`.
		encoded := text[strings.LastIndex(text, ":")+1:]
		signature, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(encoded, "="))
		if err != nil {
			return nil, "", plugin.NewGenericError(err.Error())
		}
		return signature, known.signature, nil
	}
	return nil, "", plugin.NewUnsupportedError("the key spec " + string(spec))
}

// failure gives the error of the plugin contract that fits what the service answered.
func failure(err error) error {
	var answer *api.ResponseError
	if errors.As(err, &answer) {
		switch answer.StatusCode {
		case http.StatusForbidden:
			return plugin.NewError(plugin.ErrorCodeAccessDenied, err.Error())
		case http.StatusTooManyRequests:
			return plugin.NewError(plugin.ErrorCodeThrottled, err.Error())
		}
	}
	return plugin.NewGenericError(err.Error())
}
