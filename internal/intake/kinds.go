package intake

// The kinds of claims that Okaeri knows by itself (docs/formats.md §2). Operators add their own in the questionnaire file.
const (
	KindName           = "name"             // Parts family, given, family_kana, given_kana; or one Text
	KindFormerName     = "former_name"      // Text: the name used then, where it was another
	KindBirthDate      = "birth_date"       // Text, read by Date
	KindCountry        = "country"          // Text, read by Country
	KindRegion         = "region"           // Text, read by Region
	KindCity           = "city"             // Text, read by City
	KindPostalCode     = "postal_code"      // Text, read by Postal
	KindPastPassword   = "past_password"    // Text; never in Answers
	KindProduct        = "product"          // Texts: product ids of the questionnaire
	KindMailRecipient  = "mail_recipient"   // Text: an address or a name
	KindMailSubject    = "mail_subject"     // Text, read by Subject
	KindMailFolder     = "mail_folder"      // Text
	KindMailContact    = "mail_contact"     // Text: a name or an address of the address book
	KindAccountCreated = "account_created"  // Text, read by Date: year and month, the day unknown
	KindLastSignIn     = "last_sign_in"     // Text: week, month, year, earlier
	KindCard           = "card"             // Parts holder, last4, expiry
	KindPurchase       = "purchase"         // Parts item, when, amount
	KindPhone          = "phone"            // Text, read by Phone
	KindFileName       = "file_name"        // Text: a file or folder kept with the account
	KindPaidPlan       = "paid_plan"        // Text: a plan or service paid for
	KindPaymentMethod  = "payment_method"   // Text: card, store, carrier, other
	KindOtherHint      = "other_identifier" // Text: what else may name an unknown account
	KindOther          = "other"            // Text: told to the reviewer, never compared
)

// comparators of the kinds that Okaeri knows by itself.
var comparators = map[string]Comparator{
	KindName: CompareName, KindFormerName: CompareName, KindBirthDate: CompareDate, KindCountry: CompareExact,
	KindRegion: CompareExact, KindCity: CompareText, KindPostalCode: ComparePostal, KindPastPassword: ComparePassword,
	KindProduct: CompareSet, KindMailRecipient: CompareAddress, KindMailSubject: CompareSubject, KindMailFolder: CompareText,
	KindMailContact: CompareAddress, KindAccountCreated: CompareDate, KindLastSignIn: CompareExact, KindCard: CompareDigits,
	KindPurchase: CompareText, KindPhone: CompareDigits, KindFileName: CompareText, KindPaidPlan: CompareText,
	KindPaymentMethod: CompareExact, KindOtherHint: CompareAddress, KindOther: CompareText,
}

// ourKinds is a new map of the kinds that Okaeri knows by itself.
func ourKinds() map[string]Kind {
	kinds := make(map[string]Kind, len(comparators))
	for id, comparator := range comparators {
		kinds[id] = Kind{ID: id, Comparator: comparator}
	}
	return kinds
}

// ownPage says whether a kind is asked on one of the fixed pages and so by no question.
func ownPage(kind string) bool {
	switch kind {
	case KindName, KindFormerName, KindBirthDate, KindCountry, KindRegion, KindPostalCode, KindPastPassword, KindProduct,
		KindCard, KindPurchase, KindOtherHint, KindOther:
		return true
	}
	return false
}
