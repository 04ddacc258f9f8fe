package evidence_test

import (
	"crypto/sha1" //nolint:gosec // the scheme of LDAP directories
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

// passwordHash is {SSHA} with a salt of its own.
func passwordHash(password string) string {
	salt := "salt" + password
	sum := sha1.Sum([]byte(password + salt)) //nolint:gosec // as above
	return "{SSHA}" + base64.StdEncoding.EncodeToString(append(sum[:], salt...))
}

// withPasswords is hanako with a history of passwords.
func withPasswords() evidence.Account {
	a := hanako()
	a.Facts = append(a.Facts,
		evidence.Fact{Kind: "password", Value: intake.Text(passwordHash("Sakura-1998")), From: on(2015, 1, 1), Until: on(2018, 1, 1)},
		evidence.Fact{Kind: "password", Value: intake.Text(passwordHash("123456")), From: on(2018, 1, 1), Until: on(2021, 1, 1)},
		evidence.Fact{Kind: "password", Value: intake.Text(passwordHash("Momiji-2021")), From: on(2021, 1, 1)})
	return a
}

func passwordFinding(a evidence.Account, typed ...string) evidence.Finding {
	e := evidence.Evidence{Passwords: evidence.CheckPasswords(typed, a.Facts)}
	for _, f := range evidence.Compare(evidence.NewDossier(a), intake.Application{At: applied}, e).Findings {
		if f.Item == evidence.Passwords {
			return f
		}
	}
	return evidence.Finding{}
}

func TestOldPasswordsAreGradedByTheirTime(t *testing.T) {
	for _, c := range []struct {
		says  string
		want  evidence.Level
		typed []string
	}{
		{"nothing", evidence.Blank, nil},
		{"spaces", evidence.Blank, []string{"  "}},
		{"wrong ones", evidence.Wrong, []string{"password", "letmein"}},
		{"the one in use", evidence.Current, []string{"Momiji-2021"}},
		{"an older one", evidence.Older, []string{"Sakura-1998"}},
		{"an older one among wrong ones", evidence.Older, []string{"nothing", "Sakura-1998"}},
		{"two of different times", evidence.TwoOld, []string{"Sakura-1998", "Momiji-2021"}},
		{"the same one twice", evidence.Older, []string{"Sakura-1998", "Sakura-1998"}},
		{"with caps lock on", evidence.Variant, []string{"sAKURA-1998"}},
		{"in full width", evidence.Variant, []string{"Ｓａｋｕｒａ－１９９８"}},
		{"with a space behind", evidence.Variant, []string{"Momiji-2021 "}},
	} {
		if got := passwordFinding(withPasswords(), c.typed...).Level; got != c.want {
			t.Errorf("%s: %s, want %s", c.says, got, c.want)
		}
	}
}

// Directories and old exports seldom know when a password began.
func TestPasswordsWithoutTimesAreToldApart(t *testing.T) {
	a := withPasswords()
	for i := range a.Facts {
		if f := &a.Facts[i]; f.Kind == "password" {
			if f.From = nil; f.Until != nil {
				f.Until = on(2021, 1, 1)
			}
		}
	}
	for want, typed := range map[evidence.Level][]string{
		evidence.TwoOld: {"Sakura-1998", "123456"}, evidence.Older: {"Sakura-1998", "Sakura-1998"},
	} {
		if got := passwordFinding(a, typed...).Level; got != want {
			t.Errorf("%d typed: %s, want %s", len(typed), got, want)
		}
		attempts := evidence.PasswordCheck{}
		for _, password := range typed {
			attempts = attempts.Merge(evidence.CheckPasswords([]string{password}, a.Facts))
		}
		for _, f := range evidence.Compare(evidence.NewDossier(a), intake.Application{At: applied}, evidence.Evidence{Passwords: attempts}).Findings {
			if f.Item == evidence.Passwords && f.Level != want {
				t.Errorf("in %d attempts: %s, want %s", len(typed), f.Level, want)
			}
		}
	}
}

func TestACommonPasswordIsLikelyGuessed(t *testing.T) {
	rare, common := passwordFinding(withPasswords(), "Sakura-1998"), passwordFinding(withPasswords(), "123456")
	older := evidence.Passwords.Index(evidence.Older)
	if r, c := rare.Ways[0].Guess[older], common.Ways[0].Guess[older]; c < 1000*r {
		t.Errorf("guessing the most common password has a chance of %d, a rare one %d", c, r)
	}
	listed := passwordFinding(withPasswords(), "Sakura-1998", "password", "12345678")
	if l, r := listed.Ways[0].Guess[older], rare.Ways[0].Guess[older]; l <= r {
		t.Error("listing common passwords beside the right one costs nothing")
	}
	if evidence.PasswordRank("123456") != 1 || evidence.PasswordRank("PASSWORD") != 2 || evidence.PasswordRank("Sakura-1998") != 0 {
		t.Error("ranks are not those of the list")
	}
}

func TestAPasswordSetAfterTheBaselineIsNoEvidence(t *testing.T) {
	a := hijacked()
	check := evidence.CheckPasswords([]string{"stolen"}, a.Facts)
	got := evidence.Compare(evidence.NewDossier(a), intake.Application{At: applied}, evidence.Evidence{Passwords: check})
	for _, f := range got.Findings {
		if f.Item == evidence.Passwords && f.Level != evidence.Wrong {
			t.Errorf("the hijacker's own password is %s", f.Level)
		}
	}
	if !got.Late {
		t.Error("the late match is not flagged")
	}
}

// What is kept of a comparison can be stored and holds nothing of what was typed.
func TestAPasswordCheckHoldsNothingTyped(t *testing.T) {
	typed := []string{"Sakura-1998", "geheim geheim"}
	check := evidence.CheckPasswords(typed, withPasswords().Facts)
	data, err := json.Marshal(check)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range append(typed, "{SSHA}") {
		if strings.Contains(string(data), secret) {
			t.Errorf("the check holds %q", secret)
		}
	}
	var back evidence.PasswordCheck
	if err := json.Unmarshal(data, &back); err != nil || len(back.Answers) != 2 || len(back.Answers[0].Slots) != 1 {
		t.Errorf("read back: %+v (%v)", back, err)
	}
}

func TestDearHashesAreRefused(t *testing.T) {
	for _, hash := range []string{
		"$argon2id$v=19$m=4194304,t=3,p=4$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA", "$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
		"$pbkdf2-sha256$2000000000$MDEyMzQ1Njc4OWFiY2RlZg$GAgw.j2X2FQf6rCn19KJonkGfQQsVMJDdhR2EPZ/a9I", "{PBKDF2-SHA256}2000000000$c2FsdA$VawEblbjCJ/sFpHCJUS2BflBhSFt3gRl5oudV8INrLw",
		"$scrypt$ln=30,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E", "$6$rounds=999999999$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjlO",
	} {
		if evidence.IsHash(hash) {
			t.Errorf("%.20s… would stop the machine", hash)
		}
	}
	for _, plain := range []string{"", "password", "$ecret", "{x}y", "{SSHA}short", "0123456789abcdef0123456789abcdef", "$1$", "{CRYPT}password", "$plaintext$password"} {
		if evidence.IsHash(plain) {
			t.Errorf("%q passes for a hash", plain)
		}
	}
}
