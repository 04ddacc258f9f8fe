package settings

import (
	"regexp"
	"strings"
)

// BadFile is a file that can't be taken; Words say where and what would mend it, as the reader of the file does. Code and Args say the same
// to whoever words it in another language; Code is empty for what nothing but Words tells.
type BadFile struct {
	Words string
	Code  string
	Args  map[string]string
}

func (e *BadFile) Error() string { return e.Words }

// complaint is one way in which the readers of rule files say what is wrong, and what its groups are called.
type complaint struct {
	code  string
	said  *regexp.Regexp
	names []string
}

// complaints are these ways. The readers stand below this story and speak to programs and the command line alike; a test holds every sentence
// about a policy and a retention against this list.
var complaints = []complaint{
	{"range", regexp.MustCompile(`^(.+): (\S+) is not between (\S+) and (\S+?)(?: days)?$`), []string{"Key", "Value", "Low", "High"}},
	{"neither", regexp.MustCompile(`^(.+): "(.*)" is neither (\S+) nor (\S+)$`), []string{"Key", "Value", "A", "B"}},
	{"none_of", regexp.MustCompile(`^(.+): "(.*)" is none of \[(.+)\]$`), []string{"Key", "Value", "List"}},
	{"scope", regexp.MustCompile(`^scope: name at least one class`), nil},
	{"attempts_order", regexp.MustCompile(`^attempts: share (\d+) is not above 0`), []string{"N"}},
	{"attempts_sum", regexp.MustCompile(`^attempts: at least one share`), nil},
	{"retention", regexp.MustCompile(`^write one line, such as`), nil},
	{"unknown_key", regexp.MustCompile(`^line (\d+): unknown key "(.+)"$`), []string{"Line", "Key"}},
	{"key_twice", regexp.MustCompile(`^line (\d+): mapping key "(.+)" already defined at line (\d+)$`), []string{"Line", "Key", "First"}},
	{"type", regexp.MustCompile("^line (\\d+): cannot unmarshal (?:!!\\S+ )?`?(.*?)`? into \\S+$"), []string{"Line", "Value"}},
	{"yaml", regexp.MustCompile(`^yaml: line (\d+): `), []string{"Line"}},
}

// badFile takes apart what a reader says of a file. Of several things that are wrong it tells the first.
func badFile(err error) *BadFile {
	bad := &BadFile{Words: err.Error()}
	_, said, _ := strings.Cut(bad.Words, ": ") // "policy: "
	first, _, _ := strings.Cut(said, "; line ")
	for _, c := range complaints {
		if m := c.said.FindStringSubmatch(first); m != nil {
			bad.Code, bad.Args = c.code, map[string]string{}
			for i, name := range c.names {
				bad.Args[name] = m[i+1]
			}
			return bad
		}
	}
	return bad
}
