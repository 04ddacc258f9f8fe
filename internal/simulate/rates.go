package simulate

// Knowledge is what an adversary of one tier knows of an account, as engine.md §9.1 and §9.2 give it. Every figure is assumed;
// the report prints them all. "Exact" and "close" are as there.
type Knowledge struct {
	NameExact, NameClose           Rate
	BirthExact, BirthClose         Rate
	Postal, PostalPart, Prefecture Rate // the deepest level known
	PasswordExact, PasswordClose   Rate // among all accounts; leaks (T0, T1) tell nothing of some and more of others
	PasswordOlder, PasswordTwo     Rate // shares of PasswordExact; the rest is the current one
	ManyRecipients, OneRecipient   Rate
	Subject, SubjectGist           Rate
	Folder, Contact                Rate
	ProductsExact, ProductsPart    Rate
	Created, CreatedClose          Rate
	Card, CardPart                 Rate
	Purchase, PurchasePart         Rate
	Own                            Rate // a kind of the operator's own
	FormerShare                    Rate // what of the current knowledge reaches back one epoch (rho)
	Device, Network, NetworkArea   Rate
	Browser                        Rate // sends what the owner's browser says of itself
	Channel                        Rate // reads a channel that was verified before the baseline
	Question                       Rate // the answer to a secret question (baseline B4; engine.md §9.1)
	Veto                           Rate // the owner stops the hold in time (engine.md §9.3)
}

// tiers are the five tables of engine.md §9. Where that page has no row (folders, address book, purchases, kinds of the
// operator's own) the figures follow the nearest row that it has: what is seen in a mailbox, or only heard of.
var tiers = [Classes]Knowledge{
	{ // T0 stranger: the identifier and what is common among people
		NameExact: .05, NameClose: .05, BirthExact: 0, BirthClose: 0, Postal: 0, PostalPart: 0, Prefecture: 0,
		PasswordExact: .002, PasswordClose: .01, PasswordOlder: .35, PasswordTwo: .05,
		ManyRecipients: .003, OneRecipient: .05, Subject: .001, SubjectGist: .03, Folder: .005, Contact: .03,
		ProductsExact: 0, ProductsPart: .3, Created: .005, CreatedClose: .05, Card: 0, CardPart: .0005, Purchase: .005, PurchasePart: .05,
		Own: 0, FormerShare: 1, Device: .001, Network: .01, NetworkArea: .20, Browser: .30, Channel: .0005, Question: .07, Veto: .60,
	},
	{ // T1 breach-informed
		NameExact: .90, NameClose: .05, BirthExact: .60, BirthClose: .03, Postal: .50, PostalPart: .05, Prefecture: .15,
		PasswordExact: .12, PasswordClose: .10, PasswordOlder: .30, PasswordTwo: .10,
		ManyRecipients: .01, OneRecipient: .10, Subject: .001, SubjectGist: .03, Folder: .005, Contact: .08,
		ProductsExact: .20, ProductsPart: .30, Created: .05, CreatedClose: .20, Card: .05, CardPart: .01, Purchase: .05, PurchasePart: .10,
		Own: .10, FormerShare: 1, Device: .001, Network: .02, NetworkArea: .50, Browser: .30, Channel: .002, Question: .20, Veto: .60,
	},
	{ // T2 acquaintance, former partner, family
		NameExact: .98, NameClose: .01, BirthExact: .90, BirthClose: .03, Postal: .80, PostalPart: .05, Prefecture: .10,
		PasswordExact: .08, PasswordClose: .08, PasswordOlder: .20, PasswordTwo: .10,
		ManyRecipients: .25, OneRecipient: .40, Subject: .05, SubjectGist: .20, Folder: .15, Contact: .50,
		ProductsExact: .60, ProductsPart: .30, Created: .10, CreatedClose: .30, Card: .08, CardPart: .02, Purchase: .15, PurchasePart: .25,
		Own: .35, FormerShare: .7, Device: .02, Network: .15, NetworkArea: .60, Browser: .60, Channel: .03, Question: .28, Veto: .60,
	},
	{ // T3 targeted phisher
		NameExact: .95, NameClose: .03, BirthExact: .50, BirthClose: .03, Postal: .40, PostalPart: .05, Prefecture: .35,
		PasswordExact: .75, PasswordClose: .05, PasswordOlder: .10, PasswordTwo: .05,
		ManyRecipients: .10, OneRecipient: .30, Subject: .05, SubjectGist: .20, Folder: .10, Contact: .25,
		ProductsExact: .30, ProductsPart: .30, Created: .05, CreatedClose: .20, Card: .10, CardPart: .01, Purchase: .05, PurchasePart: .15,
		Own: .15, FormerShare: .2, Device: .001, Network: .10, NetworkArea: .80, Browser: 1, Channel: .05, Question: .30, Veto: .60,
	},
	{ // T4 peeker of the mailbox, ejected hijacker
		NameExact: .98, NameClose: .01, BirthExact: .50, BirthClose: .03, Postal: .60, PostalPart: .05, Prefecture: .20,
		PasswordExact: .60, PasswordClose: .10, PasswordOlder: .15, PasswordTwo: .10,
		ManyRecipients: .80, OneRecipient: .15, Subject: .70, SubjectGist: .20, Folder: .85, Contact: .90,
		ProductsExact: .75, ProductsPart: .20, Created: .50, CreatedClose: .30, Card: .30, CardPart: .02, Purchase: .65, PurchasePart: .20,
		Own: .75, FormerShare: .2, Device: .05, Network: .15, NetworkArea: .70, Browser: 1, Channel: .15, Question: .35, Veto: .45,
	},
}

// Habits are how owners remember and act; engine.md §6, with the spread of a single person taken out. A rate that is said "at
// once" is multiplied by Retention for the months since the account was last used.
type Habits struct {
	Registered    Rate // gives the name under which the account was opened, not a nickname
	FormerName    Rate // adds an earlier name when there was one
	TellsTruth    Rate // having given a false date of birth at sign-up, writes the true one now
	BirthBlank    Rate
	PostalKnown   Rate // knows the postal code of the registered address by heart while living there
	OldPostal     Rate // the same after having moved away
	OldRegion     Rate // else at least gives the prefecture of then
	FormerHome    Rate // gives the home of the sign-up, or another before the present one, where several were told
	PostalPart    Rate // remembers the beginning of a code
	AddressBlank  Rate
	Password      Rate // remembers the newest password, at once
	PasswordBack  Rate // what remains of that for each password further back
	OtherSite     Rate // types another site's in place of one that came to mind
	Recipients    Rate // answers the question about recipients at all
	Single        Rate // gives one answer to a question and goes on
	Thorough      Rate // else fills every row that a question has, where others stop at three
	Address       Rate // writes an address rather than a name
	SubjectExact  Rate // remembers a subject word for word, at once
	SubjectGist   Rate // remembers what it was about, at once
	Folder        Rate
	Contact       Rate
	ProductsExact Rate
	ProductsPart  Rate
	Created       Rate
	CreatedMonth  Rate // is a month off
	CreatedYear   Rate // knows the year
	Card          Rate // has the card, or its number, at hand
	CardFull      Rate // and gives holder and expiry too
	Purchase      Rate
	PurchasePart  Rate
	Own           Rate
	Device        Rate // applies from a device of before, unless it is lost
	DeviceLost    Rate
	Network       Rate // applies from a network of before
	NetworkArea   Rate // or at least from that area
	Channel       Rate // still reads a verified channel
	Question      Rate // remembers the answer to a secret question (baseline B4)
	Veto          Rate // stops a rightful hold by mistake
}

// ordinaryHabits are the centre of both families.
var ordinaryHabits = Habits{
	Registered: .96, FormerName: .5, TellsTruth: .7, BirthBlank: .02,
	PostalKnown: .84, OldPostal: .35, OldRegion: .75, FormerHome: .2, PostalPart: .4, AddressBlank: .01,
	Password: .85, PasswordBack: .7, OtherSite: .15,
	Recipients: .85, Single: .1, Thorough: .5, Address: .7, SubjectExact: .35, SubjectGist: .5, Folder: .5, Contact: .6,
	ProductsExact: .7, ProductsPart: .67, Created: .2, CreatedMonth: .25, CreatedYear: .4,
	Card: .35, CardFull: .7, Purchase: .35, PurchasePart: .4, Own: .55,
	Device: .5, DeviceLost: .1, Network: .65, NetworkArea: .75, Channel: .55, Question: .6, Veto: .002,
}
