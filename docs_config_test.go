package okaeri_test

import (
	"go/ast"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"testing"
)

// configKeys are the keys of the configuration as cmd/okaeri reads them, from the tags of its struct.
func configKeys(t *testing.T) []string {
	t.Helper()
	structs := map[string]*ast.StructType{}
	for _, f := range tree(t).files {
		if f.dir() != "cmd/okaeri" || f.test {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok {
				if s, ok := spec.Type.(*ast.StructType); ok {
					structs[spec.Name.Name] = s
				}
			}
			return true
		})
	}
	return keysOf("", "Config", structs)
}

func keysOf(prefix, typ string, structs map[string]*ast.StructType) []string {
	s, ok := structs[typ]
	if !ok {
		return nil
	}
	var keys []string
	for _, field := range s.Fields.List {
		if field.Tag == nil {
			continue
		}
		tag, _ := strconv.Unquote(field.Tag.Value)
		key := prefix + reflect.StructTag(tag).Get("koanf")
		if id, ok := field.Type.(*ast.Ident); ok && structs[id.Name] != nil {
			keys = append(keys, keysOf(key+".", id.Name, structs)...)
			continue
		}
		keys = append(keys, key)
	}
	return keys
}

func TestEveryKeyOfTheConfigurationIsExplained(t *testing.T) {
	text := documents(t)["docs/configuration.md"]
	keys := configKeys(t)
	if len(keys) == 0 {
		t.Fatal("no keys found in cmd/okaeri")
	}
	for _, key := range keys {
		if !regexp.MustCompile("(?m)^\\|.*`" + regexp.QuoteMeta(key) + "`.*\\|").MatchString(text) {
			t.Errorf("docs/configuration.md does not explain %s. Mend: add its row.", key)
		}
	}
	for _, row := range regexp.MustCompile("(?m)^\\| (`[^|]+`) \\|").FindAllStringSubmatch(text, -1) {
		for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(row[1], -1) {
			if !slices.Contains(keys, m[1]) {
				t.Errorf("docs/configuration.md explains %s, which is no key. Mend: take its row out.", m[1])
			}
		}
	}
}
