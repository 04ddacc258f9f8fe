package intake

// The codes of problems. The text catalogue has a sentence for each under "error."+code; the placeholders
// that it may use are named beside each.
const (
	CodeFieldUnknown = "field.unknown"  // a field or choice that the page does not have
	CodeFieldTwice   = "field.twice"    // more values than boxes
	CodeTooLong      = "field.too_long" // N: characters allowed
	CodeCardFull     = "card.full_number"

	CodeDeviceMissing    = "device.missing"
	CodeSituationMissing = "situation.missing"

	CodeAccountMissing = "account.missing"

	CodeContactMissing    = "contact.missing"
	CodeContactForm       = "contact.form"       // not like name@example.com
	CodeContactSame       = "contact.same"       // the account that is lost
	CodeContactRefused    = "contact.refused"    // Domain: on the operator's list
	CodeContactDisposable = "contact.disposable" // Domain: throw-away mail
	CodeContactCarrier    = "contact.carrier"    // Domain; as a warning or a refusal
	CodeContactWarned     = "contact.warned"     // Domain: on the operator's list; a warning
	CodeContactTypo       = "contact.typo"       // Typed, Suggested: domains; a warning
	CodeContactOddDots    = "contact.odd_dots"   // .. or .@; a warning

	CodeCodeMissing = "code.missing"
	CodeCodeForm    = "code.form" // not six digits

	CodeFamilyMissing = "name.family_missing"
	CodeGivenMissing  = "name.given_missing"
	CodeNameMissing   = "name.missing" // one name only, and none typed

	CodeBirthMissing      = "birth.missing"
	CodeBirthYearMissing  = "birth.year_missing"
	CodeBirthMonthMissing = "birth.month_missing"
	CodeBirthDayMissing   = "birth.day_missing"
	CodeBirthUnreadable   = "birth.unreadable"    // no date can be made out
	CodeBirthImpossible   = "birth.impossible"    // not in the calendar
	CodeBirthFuture       = "birth.future"        // today or later
	CodeBirthEraUnclear   = "birth.era_unclear"   // Y: the year as typed
	CodeBirthOrderUnclear = "birth.order_unclear" // 3/4/1960: which is the month?
	CodeBirthYearShort    = "birth.year_short"    // Y: the year as typed; on pages without eras

	CodeCountryMissing = "address.country_missing"
	CodeRegionMissing  = "address.region_missing"
	CodePostalLength   = "address.postal_length" // N: digits typed

	CodePasswordMissing = "password.missing"
	CodeProductMissing  = "product.missing"

	CodeQuestionMissing = "question.missing"
	CodeMonthRange      = "question.month" // not a month of the calendar
	CodeYearUnreadable  = "question.year"

	CodeBoughtMissing = "purchase.missing"
	CodeLast4Length   = "card.last4_length" // N: digits typed
	CodeCardMonth     = "card.month"
	CodeCardYear      = "card.year"
)
