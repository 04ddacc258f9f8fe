package score

// Class is a kind of adversary (engine.md §4).
type Class int

// The classes, by what they know.
const (
	Stranger       Class = iota // T0: the identifier and what is common among people
	Breached                    // T1: what leaked: name, birth date, address, an old password
	Acquaintance                // T2: what people near the owner know; often the same network
	Phisher                     // T3: the current password, a spoofed region, some mail as a correspondent
	InsiderMailbox              // T4: has read the mailbox
	classes
)

// classNames are the words of docs/formats.md §3.
var classNames = [classes]string{"stranger", "breached", "acquaintance", "phisher", "insider_mailbox"}

func (c Class) String() string { return classNames[c] }

// Classes lists every class by its word, in order.
func Classes() []string { return append([]string(nil), classNames[:]...) }

// ClassOf is the class of a word, and whether there is one.
func ClassOf(word string) (Class, bool) {
	for c, name := range classNames {
		if name == word {
			return Class(c), true
		}
	}
	return 0, false
}

// Scope is the set of classes that an applicant must beat.
type Scope uint8

// Outsiders are the first four classes: those that are in scope always.
const Outsiders Scope = 1<<Stranger | 1<<Breached | 1<<Acquaintance | 1<<Phisher

// With adds a class; Has asks for one.
func (s Scope) With(c Class) Scope { return s | 1<<c }

// Has says whether the class is in scope.
func (s Scope) Has(c Class) bool { return s&(1<<c) != 0 }
