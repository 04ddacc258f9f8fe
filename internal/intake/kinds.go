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
