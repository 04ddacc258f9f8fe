package apply_test

import (
	"testing"

	"okaeri/internal/recovery"
)

// The whole way without a line of script: start, every page of the form, sending, status, the link, a new password.
func TestAnApplicationGoesTheWholeWayWithoutScript(t *testing.T) {
	for _, lang := range []string{"ja", "en"} {
		t.Run(lang, func(t *testing.T) {
			v := newSite(t).visitor(lang)
			v.get("/")
			v.mustBeAt("/recover")
			v.walk("send")
			v.mustBeAt("/recover/send")
			v.mustSay("taro@example.jp", "1960")
			v.post("/recover/send")
			v.mustBeAt("/recover/sent")
			v.mustSay("7K2-4M9-QX")
			v.get("/status")
			v.mustBeAt("/status")

			c := v.caseOf()
			c.State = recovery.Ready
			v.story.links["LINKLINKLINKLINKLINK"] = c.ID
			owner := v.visitor(lang) // another device
			owner.get("/finish/LINKLINKLINKLINKLINK")
			owner.mustNotSay("hanako", "sister@", "7K2-4M9-QX")
			owner.post("/finish/LINKLINKLINKLINKLINK")
			owner.mustBeAt("/finish/LINKLINKLINKLINKLINK/code")
			owner.post("/finish/LINKLINKLINKLINKLINK/code", "code", goodCode)
			owner.mustBeAt("/finish/new")
			owner.post("/finish/new", "new_password", "aozora no shita", "new_password_again", "aozora no shita")
			owner.mustBeAt("/finish/done")
			owner.mustSay(map[string]string{"ja": "おかえりなさい", "en": "Welcome back"}[lang])
		})
	}
}
