package restore_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
	"okaeri/internal/restore"
)

// held is what a directory keeps of an account: the hash of one earlier password, and something that is none.
var held = []evidence.Fact{
	{Kind: "password", Value: intake.Text("{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=")}, // password
	{Kind: "name", Value: intake.Text("not a password at all")},
}

func TestANewPasswordIsJudgedByLengthAndByWhatIsTriedFirst(t *testing.T) {
	names := []string{"hanako@momiji.example", "+819012345678", "ha"}
	for password, want := range map[string][]restore.Fault{
		"":                             {restore.TooShort},
		"seven77":                      {restore.TooShort},
		"長い合言葉です":                      {restore.TooShort},
		"長い合言葉ですね":                     nil,
		strings.Repeat("x", 1025):      {restore.TooLong},
		strings.Repeat("語", 1024):      nil,
		"bad\x00byte-in-it":            {restore.NotText},
		"\xff\xfe\xfd\xfc\xfb\xfa1234": {restore.NotText},
		"password":                     {restore.Common, restore.Reused},
		"PassWord":                     {restore.Common},
		"hanako123":                    {restore.Personal},
		"Hanako@Momiji.Example":        {restore.Personal},
		"hanako goes to the harbour":   nil,
		"   spaces   count   ":         nil,
		"correct horse battery staple": nil,
	} {
		if got := restore.CheckPassword(password, names, held); !slices.Equal(got, want) {
			t.Errorf("%.30q: %v, want %v", password, got, want)
		}
	}
}

func TestAnyCharactersOfEnoughLengthAreWelcome(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		password := "zq" + rapid.StringN(20, 60, -1).Filter(func(s string) bool { return !strings.ContainsRune(s, 0) }).Draw(t, "password") + "zq"
		if faults := restore.CheckPassword(password, []string{"hanako@momiji.example"}, nil); len(faults) > 0 {
			t.Fatalf("%q: %v", password, faults)
		}
	})
}
