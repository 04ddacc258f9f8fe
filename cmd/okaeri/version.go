package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"

	"okaeri/internal/score"
)

// VersionCmd prints the version.
type VersionCmd struct {
	JSON bool `help:"Print one JSON object."`
}

// Help is the example under the flags.
func (VersionCmd) Help() string {
	return "The engine is the name of the built-in parameters, as judgements and the record give it. okaeri --version prints the same.\n" +
		"\nExample:\n\n    okaeri version --json"
}

// build is what this program was made from.
type build struct {
	Version  string `json:"version"`
	Commit   string `json:"commit,omitempty"`
	Modified bool   `json:"modified,omitempty"` // by what was not committed
	Engine   string `json:"engine"`
	Go       string `json:"go"`
}

// Run prints it.
func (v *VersionCmd) Run() error {
	b := built()
	if v.JSON {
		return json.NewEncoder(os.Stdout).Encode(b)
	}
	fmt.Printf("okaeri %s\nengine %s\n%s\n", b, b.Engine, b.Go)
	return nil
}

// built reads what the compiler noted down.
func built() build {
	b := build{Version: "unknown", Engine: score.Default().Engine(), Go: runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	b.Version, b.Go = info.Main.Version, info.GoVersion
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	return b
}

// String is the version, and the commit that it was built from where that is known.
func (b build) String() string {
	if b.Commit == "" {
		return b.Version
	}
	return b.Version + " " + b.Commit
}
