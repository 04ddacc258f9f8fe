package evidence_test

import (
	"net/netip"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"okaeri/internal/evidence"
	"okaeri/internal/intake"
)

// What people write in other ways than it is held, beside the forms of one kind that the rooms' own tests go through.
func TestOtherWaysToSayTheSame(t *testing.T) {
	a := hanako()
	a.Facts = append(a.Facts,
		fact("mail_contact", intake.Parts("name", "ちえちゃん", "email", "chie.o@gmail.com"), nil),
		fact("mail_contact", intake.Text("高橋花子"), nil), fact("mail_contact", intake.Text("Ōta Mika <mika@example.net>"), nil), fact("mail_folder", intake.Text("Família"), nil), fact("city", intake.Text("大阪市北区"), nil),
		event("sent_mail", on(2026, 9, 4), "to", "m.o'neil@firm.example,chie.o@gmail.com", "subject", "Pedido de férias em agosto"))
	for _, c := range []struct {
		says  string
		item  evidence.Item
		want  evidence.Level
		claim intake.Claim
	}{
		{"behind a plus sign", evidence.Recipients, evidence.One, claim("mail_recipient", "taro+home@example.jp")},
		{"dots that Gmail does not count", evidence.Recipients, evidence.One, claim("mail_recipient", "ch.ieo@googlemail.com")},
		{"dots that others count", evidence.Recipients, evidence.Near, claim("mail_recipient", "ta.ro@example.jp")},
		{"the same letters elsewhere", evidence.Recipients, evidence.Near, claim("mail_recipient", "chie.o@gmial.com")},
		{"words behind", evidence.Recipients, evidence.One, claim("mail_recipient", "taro@example.jp です")},
		{"words joined to it", evidence.Recipients, evidence.One, claim("mail_recipient", "taro@example.jpです")},
		{"the telephone's apostrophe", evidence.Recipients, evidence.One, claim("mail_recipient", "m.o’neil@firm.example")},
		{"without what she calls her", evidence.AddressBook, evidence.One, claim("mail_contact", "ちえ")},
		{"called something else", evidence.AddressBook, evidence.One, claim("mail_contact", "ちえさん")},
		{"with a title before", evidence.AddressBook, evidence.One, claim("mail_contact", "Mr. Saburo Ogawa")},
		{"held in one word, by sound", evidence.AddressBook, evidence.One, claim("mail_contact", "たかはし はなこ")},
		{"held in one text, by name", evidence.AddressBook, evidence.One, claim("mail_contact", "Mika Ota")},
		{"held in one text, by address", evidence.AddressBook, evidence.One, claim("mail_contact", "mika@example.net")},
		{"letters without marks", evidence.Subjects, evidence.One, claim("mail_subject", "Pedido de ferias em Agosto")},
		{"a folder without marks", evidence.Folders, evidence.One, claim("mail_folder", "familia")},
		{"said to be a folder", evidence.Folders, evidence.One, claim("mail_folder", "旅行フォルダー")},
		{"a folder that is not there", evidence.Folders, evidence.Wrong, claim("mail_folder", "フォルダ")},
		{"the city", evidence.Address, evidence.Postal3, claim("city", "大阪市北区")},
		{"the city without its ward", evidence.Address, evidence.Region, claim("city", "大阪市")},
		{"the city in Latin letters", evidence.Address, evidence.Region, claim("city", "Osaka City")},
		{"another city", evidence.Address, evidence.Wrong, claim("city", "名古屋市")},
		{"without a space or hyphen", evidence.Purchase, evidence.Partial, claim("purchase", "Storage-100 GB")},
		{"holder the other way round", evidence.Card, evidence.Exact, parts("card", "last4", "1234", "holder", "SATO, Hanako")},
		{"holder in kana", evidence.Card, evidence.Exact, parts("card", "last4", "1234", "holder", "さとう はなこ")},
		{"another holder", evidence.Card, evidence.LastFour, parts("card", "last4", "1234", "holder", "TARO YAMADA")},
		{"another person of the family", evidence.Card, evidence.LastFour, parts("card", "last4", "1234", "holder", "TARO SATO")},
	} {
		if got := level(a, c.item, c.claim); got != c.want {
			t.Errorf("%s, %s: %s, want %s", c.item, c.says, got, c.want)
		}
	}
}

// Another mailbox is never taken for one that was written to, however it is spelled.
func TestAMailboxIsOneHoweverItIsSpelled(t *testing.T) {
	a := hanako()
	rapid.Check(t, func(t *rapid.T) {
		tag := rapid.StringMatching(`[a-z0-9.]{0,8}`).Draw(t, "tag")
		if got := level(a, evidence.Recipients, claim("mail_recipient", "taro+"+tag+"@example.jp")); got != evidence.One {
			t.Fatalf("taro+%s is %s", tag, got)
		}
		other := rapid.StringMatching(`[b-s]{5,9}`).Draw(t, "other")
		if got := level(a, evidence.Recipients, claim("mail_recipient", other+"+taro@example.jp")); got != evidence.Wrong {
			t.Fatalf("%s+taro is %s", other, got)
		}
	})
}

// One network is one however its address is written: an own record may have it otherwise than the door of today.
func TestANetworkIsOneHoweverItsAddressIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.SampledFrom([]int{4, 16}).Draw(t, "size")
		ip, _ := netip.AddrFromSlice(rapid.SliceOfN(rapid.Byte(), size, size).Draw(t, "address"))
		a := hanako()
		for i := range a.Facts {
			if f := &a.Facts[i]; f.Kind == "sign_in" {
				f.Value = intake.Parts("ip", ip.String(), "user_agent", firefox, "success", "true")
			}
		}
		network := func(ip string) evidence.Finding {
			f, _ := findingOf(a, evidence.Network, intake.Application{At: applied, Context: intake.Context{IP: ip}})
			return f
		}
		want := network(ip.String())
		if want.Level != evidence.Known {
			t.Fatalf("%s is %s", ip, want.Level)
		}
		for _, written := range []string{ip.StringExpanded(), " " + ip.String() + " ", netip.AddrPortFrom(ip, 4431).String(), netip.AddrFrom16(ip.As16()).String()} {
			if got := network(written); !reflect.DeepEqual(got, want) {
				t.Fatalf("%s is %+v, %s is %+v", written, got, ip, want)
			}
		}
	})
}
