package intake

import (
	_ "embed" // the default questionnaire is a file that operators copy and change
	"sync"
)

//go:embed questionnaire.yaml
var defaultFile []byte

var defaultQuestionnaire = sync.OnceValue(func() *Questionnaire {
	q, err := ParseQuestionnaire("questionnaire.yaml", defaultFile)
	if err != nil {
		panic(err) // built in; a test reads it
	}
	return q
})

// DefaultQuestionnaire is the questionnaire that ships: products mail, files and paid. Nobody may change it.
func DefaultQuestionnaire() *Questionnaire { return defaultQuestionnaire() }
