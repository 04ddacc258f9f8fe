package apply_test

import (
	"strings"
	"testing"
	"time"

	"okaeri/internal/recovery"
	"okaeri/internal/web/apply"
)

// Nobody is stopped by what was registered long ago: a name or a date that is not known is a blank, as everywhere.
func TestANameAndABirthDateMayBeUnknown(t *testing.T) {
	v := newSite(t).visitor("en")
	v.walk("name")
	v.post("/recover/name", "name_unknown", "1", "family_name", "Sato")
	v.mustBeAt("/recover/birth")
	v.post("/recover/birth", "birth_unknown", "1", "birth_year", "1960")
	v.mustBeAt("/recover/address")
	v.walkOn("address", "send")
	v.mustSay("Sato")
	if row := rowOf(v.body, "Date of birth"); !strings.Contains(row, "Not provided") {
		t.Errorf("an unknown birth date is shown as %s", row)
	}
}

// rowOf is the row of the summary under a label.
func rowOf(body, label string) string {
	_, row, _ := strings.Cut(body, "<dt>"+label+"</dt>")
	row, _, _ = strings.Cut(row, "</div>")
	return row
}

// When an old password was used stays beside it, the password itself nowhere.
func TestAPasswordKeepsItsTime(t *testing.T) {
	v := newSite(t).visitor("en")
	v.walk("passwords")
	v.post("/recover/passwords", "password", "", "password_when", "2019", "password", "himawari-1987", "password_when", "2015",
		"password", "sakura2001", "password_when", "", "password", "kiku", "password_when", "opened")
	v.mustBeAt("/recover/products")
	v.get("/recover/passwords")
	v.post("/recover/passwords", "password_unknown", "1") // nothing typed changes nothing, whatever box is ticked: they are compared
	v.mustBeAt("/recover/products")
	v.walkOn("products", "send")
	if row := rowOf(v.body, "Old passwords"); !strings.Contains(row, "3 passwords (2015 / When I opened the account)") {
		t.Errorf("old passwords: %s", row)
	}
	if got := v.caseOf().Private.Answers["password_when"]; len(got) != 3 || got[0] != "2015" || got[2] != "opened" {
		t.Errorf("times %q", got)
	}
}

// What the page says it wrote to is what was written to, however the address was pasted.
func TestTheContactShownIsTheOneWrittenTo(t *testing.T) {
	v := newSite(t).visitor("en")
	v.walk("contact")
	v.post("/recover/contact", "contact", "Taro <ｓｉｓｔｅｒ ＠ Example。JP>")
	v.mustBeAt("/recover/code")
	v.mustSay("sister@example.jp")
	for _, bad := range []string{"a@b.example\u202egpj", "a b@example.org", "a\u200bb@example.org", "a@exa\u2066mple.org"} {
		v.get("/recover/contact")
		v.post("/recover/contact", "contact", bad)
		v.mustBeAt("/recover/contact")
		v.mustSay("like name@example.com")
	}
}

// A browser left open on somebody else's table can't send the letters elsewhere, and one that could reads nothing once they are taken back.
func TestAnOpenBrowserIsNotEnoughToMoveTheLetters(t *testing.T) {
	v := newSite(t).visitor("en")
	v.walk("send")
	v.post("/recover/send")
	v.clock.add(16 * time.Minute)
	v.get("/status/contact")
	v.mustBeAt("/status")
	v.mustSay("show once more that the present one is yours")
	v.clock.add(-16 * time.Minute)
	v.get("/status/contact")
	v.mustBeAt("/status/contact")
	v.mustSay("s…@example.jp")
	v.mustNotSay("sister@example.jp")
	v.post("/status/contact", "contact", "mallory@example.org")
	v.mustBeAt("/status/contact/code")
	v.post("/status/contact/code", "code", goodCode)
	v.mustBeAt("/status")
	v.mustSay("News now goes to the new address")
	c := v.caseOf()
	v.story.links["KEEPKEEPKEEPKEEPKEEP"] = c.ID
	other := v.visitor("en")
	other.get("/keep/KEEPKEEPKEEPKEEPKEEP")
	if c.Private.Contact != "mallory@example.org" {
		t.Error("looking at the link took the letters back")
	}
	other.post("/keep/KEEPKEEPKEEPKEEPKEEP")
	if c.Private.Contact != "sister@example.jp" {
		t.Errorf("letters go to %s", c.Private.Contact)
	}
	other.mustSay("The contact address is back", "comes to this address again")
	other.get("/keep/KEEPKEEPKEEPKEEPKEEP")
	other.mustSay("comes to this address again")
	third := v.visitor("en") // the same link, opened at home
	third.get("/keep/KEEPKEEPKEEPKEEPKEEP")
	third.mustSay("The contact address is back", "comes to this address again", "We check the application once more")
	kept := c.State
	c.State = recovery.Declined
	third.get("/keep/KEEPKEEPKEEPKEEPKEEP")
	third.mustSay("The contact address is back", "The application has ended since")
	c.State = kept
	for _, path := range []string{"/status", "/status/withdraw", "/status/contact", "/recover/sent"} {
		v.get(path)
		v.mustBeAt("/status")
		v.mustSay("Enter your reference number")
		v.mustNotSay("number-box", c.Ref+"</span>")
	}
	v.post("/status/withdraw")
	if c.State == recovery.Withdrawn {
		t.Error("a session without proof withdrew the application")
	}
}

// Whoever undoes a recovery is told that it is undone, now and whenever the link is opened again; only where nothing was undone does the
// page say that there is nothing to undo.
func TestAnUndoneRecoveryIsSaidToBeUndone(t *testing.T) {
	v := newSite(t, func(c *apply.Config) { c.Site.SignIn = "https://momiji.example/in" }).visitor("en")
	v.walk("send")
	v.post("/recover/send")
	c := v.caseOf()
	v.story.links["LINKLINKLINKLINKLINK"] = c.ID
	c.State = recovery.Restored
	owner := v.visitor("en")
	owner.post("/undo/LINKLINKLINKLINKLINK")
	if c.State != recovery.Undone {
		t.Fatalf("the button left it %s", c.State)
	}
	for _, who := range []*visitor{owner, v.visitor("en")} {
		who.get("/undo/LINKLINKLINKLINKLINK")
		who.mustSay("The recovery is undone", "Sign in with the earlier password", `href="https://momiji.example/in"`, c.Ref)
		who.mustNotSay("nothing to undo", "<form method=\"post\" action=\"/undo")
	}
	c.State = recovery.Expired
	owner.post("/undo/LINKLINKLINKLINKLINK")
	owner.mustSay("There is nothing to undo now")
	owner.mustNotSay("is undone")
}

// A link that comes too late says until when it would have worked, and what there is to do instead.
func TestAnUndoingThatIsTooLateSaysWhatToDoInstead(t *testing.T) {
	v := newSite(t).visitor("en")
	v.walk("send")
	v.post("/recover/send")
	c := v.caseOf()
	v.story.links["LINKLINKLINKLINKLINK"] = c.ID
	c.State, c.UndoUntil = recovery.Restored, v.clock.now().Add(-time.Hour)
	v.get("/undo/LINKLINKLINKLINKLINK")
	v.mustSay("It is too late to undo the recovery", "could be undone until Thursday 2 July, 13:20 JST", `href="/recover"`, c.Ref)
	v.mustNotSay("<form method=\"post\" action=\"/undo")
	c.UndoUntil = v.clock.now().Add(time.Hour)
	v.story.proven["undoLINKLINKLINKLINKLINK"] = true // from an address that was added lately
	v.get("/undo/LINKLINKLINKLINKLINK")
	v.mustSay("Our staff are looking at it")
	v.mustNotSay("<form method=\"post\" action=\"/undo")
}

// What is added when people ask goes beside what was said, and to nobody who was not asked.
func TestMoreIsAddedOnlyWhereItWasAskedFor(t *testing.T) {
	v := newSite(t).visitor("ja")
	v.walk("send")
	v.post("/recover/send")
	v.get("/status/more")
	v.mustBeAt("/status")
	c := v.caseOf()
	c.State, c.Desk.Asked = recovery.Reviewing, recovery.Asked{Until: v.clock.now().Add(time.Hour), Kinds: []string{"birth_date"}}
	v.get("/status/more/name")
	v.mustBeAt("/status/more")
	v.get("/status/more/birth")
	v.post("/status/more/birth", "birth_era", "showa", "birth_year", "36", "birth_month", "4", "birth_day", "8")
	v.mustBeAt("/status/more")
	if was, is := c.Private.Answers.One("birth_year"), c.Private.Added.One("birth_year"); was != "35" || is != "36" {
		t.Errorf("the application says %s, the addition %s", was, is)
	}
	v.post("/status/more")
	v.mustBeAt("/status")
	v.mustNotSay("追加でお聞きしたいこと")
}

// Outside the form no draft keeps what was typed; it comes back all the same, without full card numbers, and codes never do.
func TestWhatIsTypedOutsideTheFormComesBackToBeMended(t *testing.T) {
	v := newSite(t).visitor("en")
	v.get("/status")
	v.post("/status", "ref", "7K2-4M", "contact", "sister@example.jp")
	v.mustSay("The number has 8 characters", `value="7K2-4M"`, `value="sister@example.jp"`)
	v.get("/check")
	v.post("/check", "ref", "7K2 4111 1111 1111 1111")
	v.mustSay(`value="7K2 `)
	v.mustNotSay("4111")
	v.get("/status")
	v.mustNotSay("sister@example.jp")
	v.walk("send")
	v.post("/recover/send")
	c := v.caseOf()
	c.State, c.Closed = recovery.Declined, v.clock.now()
	v.get("/status/appeal")
	story := strings.Repeat("It was mine. ", 100)
	v.post("/status/appeal", "words", story)
	v.mustSay("Use 600 characters or less", ">"+strings.TrimSpace(story)+"</textarea>")
}
