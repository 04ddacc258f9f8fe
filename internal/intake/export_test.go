package intake

import "slices"

// Carriers lists the mail domains of Japanese mobile phone companies.
func Carriers() []string { return slices.Clone(carriers) }

// DefaultQuestionnaireFile is the file of the questionnaire that ships.
func DefaultQuestionnaireFile() []byte { return slices.Clone(defaultFile) }
