package main

import (
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/v2"
)

// configVariable names the configuration file, as --config does.
const configVariable = "OKAERI_CONFIG"

// loadEnv takes OKAERI_A__B as a.b, and the content of the file named by OKAERI_A__B_FILE.
func loadEnv(k *koanf.Koanf, environ []string) error {
	const prefix = "OKAERI_"
	var broken error
	provider := env.Provider(".", env.Opt{
		Prefix:      prefix,
		EnvironFunc: func() []string { return environ },
		TransformFunc: func(name, value string) (string, any) {
			if name == configVariable {
				return "", nil // no key of the file that it names
			}
			key := strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(name, prefix)), "__", ".")
			if base, ok := strings.CutSuffix(key, "_file"); ok && base != "key" && base != "directory.ldap.ca" {
				data, err := os.ReadFile(value)
				if err != nil {
					broken = &BadConfig{name, value, "the file can't be read; check the path and its permissions"}
				}
				return base, strings.TrimRight(string(data), "\r\n")
			}
			return key, listed(key, value)
		},
	})
	if err := k.Load(provider, nil); err != nil {
		return err
	}
	return broken
}

// lists are the keys that hold several values, with commas between them where they can't be written otherwise.
var lists = []string{"trusted_proxies", "directory.ldap.identifiers", "oidc.scopes", "oidc.strong_", "oidc.roles."}

func listed(key, value string) any {
	if slices.ContainsFunc(lists, func(list string) bool { return strings.HasPrefix(key, list) }) {
		return strings.Split(value, ",")
	}
	return value
}

// wrongKinds refuses what is neither true nor false where a key is one of the two.
func wrongKinds(k, defaults *koanf.Koanf) error {
	for _, key := range defaults.Keys() {
		if _, ok := defaults.Get(key).(bool); !ok {
			continue
		}
		if _, err := strconv.ParseBool(k.String(key)); err != nil {
			return &BadConfig{key, k.String(key), "write true or false"}
		}
	}
	return nil
}

func unknownKeys(keys, known []string) error {
	for _, key := range keys {
		if !slices.Contains(known, key) {
			return &BadConfig{key, "", "there is no such key; `okaeri config keys` lists them all"}
		}
	}
	return nil
}
