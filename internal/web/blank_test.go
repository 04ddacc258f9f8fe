package web

import (
	"reflect"
	"testing"
)

type part struct {
	Name  string
	Given bool
	Inner *part
}

type viewOfParts struct {
	Page
	N     int
	Parts []*part
	Sets  map[string]part
	Words []string
	Again map[string]*part `page:"again"`
}

// Two views are kept as one page only if nothing in them differs that a template could show.
func TestViewsThatDifferAreDifferentPages(t *testing.T) {
	base := func() *viewOfParts {
		return &viewOfParts{
			Page: Page{Title: "Name", Lang: "en", Help: []string{"Ask", "us"}, Faults: []Fault{{Field: "a", Words: "b"}}}, N: 3,
			Parts: []*part{{Name: "x", Inner: &part{Name: "y"}}, nil}, Sets: map[string]part{"p": {Name: "1"}, "q": {Name: "2"}}, Words: []string{"ab", "c"},
		}
	}
	key := func(v *viewOfParts) string {
		t.Helper()
		b, ok := written(nil, reflect.ValueOf(v))
		if !ok {
			t.Fatal("the view has no form")
		}
		return string(b)
	}
	seen := map[string]int{}
	for i, change := range []func(v *viewOfParts){
		func(*viewOfParts) {},
		func(v *viewOfParts) { v.Title = "" },
		func(v *viewOfParts) { v.Lang = "ja" },
		func(v *viewOfParts) { v.Help = []string{"As", "kus"} },
		func(v *viewOfParts) { v.Help = []string{"Askus"} },
		func(v *viewOfParts) { v.Faults[0].Words = "c" },
		func(v *viewOfParts) { v.Faults = nil },
		func(v *viewOfParts) { v.Demo = &DemoBanner{} },
		func(v *viewOfParts) { v.Ref = "7K2" },
		func(v *viewOfParts) { v.N = -3 },
		func(v *viewOfParts) { v.Parts[1] = &part{} },
		func(v *viewOfParts) { v.Parts[0].Given = true },
		func(v *viewOfParts) { v.Parts[0].Inner.Name = "z" },
		func(v *viewOfParts) { v.Parts[0].Inner = nil },
		func(v *viewOfParts) { v.Sets["p"], v.Sets["q"] = v.Sets["q"], v.Sets["p"] },
		func(v *viewOfParts) { delete(v.Sets, "q") },
		func(v *viewOfParts) { v.Words = []string{"a", "bc"} },
	} {
		v := base()
		change(v)
		k := key(v)
		if before, ok := seen[k]; ok {
			t.Errorf("changes %d and %d are written alike", before, i)
		}
		seen[k] = i
		if again := key(v); again != k {
			t.Errorf("change %d is written in two ways", i)
		}
	}
	same := base()
	same.Again = map[string]*part{"x": same.Parts[0]}
	if key(same) != key(base()) {
		t.Error("what stands there twice counts twice")
	}
	if _, ok := written(nil, reflect.ValueOf(struct{ F func() }{})); ok {
		t.Error("a function has a form")
	}
}
