package evidence

// Item names a row of the parameters: one thing that is compared as a whole. Country, prefecture and postal code are one item,
// because they are one fact.
type Item string

// The items, in the order in which a judgement is explained.
const (
	Name          Item = "name"
	BirthDate     Item = "birth_date"
	Address       Item = "address"
	Recipients    Item = "mail_recipient"
	Subjects      Item = "mail_subject"
	Folders       Item = "mail_folder"
	AddressBook   Item = "mail_contact"
	Products      Item = "product"
	Created       Item = "account_created"
	Card          Item = "card"
	Purchase      Item = "purchase"
	Custom        Item = "custom" // every kind of the operator's own
	Passwords     Item = "past_password"
	FormerName    Item = "former_name"
	FormerAddress Item = "former_address"
	Device        Item = "device"
	Network       Item = "network"
	Channel       Item = "channel"
)

// Level is how well a claim agrees with a fact. Each item has its own, best first (Levels); Wrong and Blank close every list
// and weigh the same: silence is the attacker's choice (engine.md §2.3).
type Level string

// The levels below every other.
const (
	Wrong Level = "wrong" // something was claimed and nothing of it agrees
	Blank Level = "blank" // nothing was claimed, or "I don't know"
)

// The matched levels.
const (
	Exact      Level = "exact"
	Equivalent Level = "equivalent"   // the same name in another script or reading
	Swapped    Level = "swapped"      // family and given name, or day and month, changed places
	Near       Level = "near"         // one slip of the hand away
	Part       Level = "part"         // one of two names
	OneDigit   Level = "one_digit"    // one digit of the date differs
	EraOff     Level = "era_off"      // the right year of the wrong era
	SameDay    Level = "same_day"     // day and month agree, the year does not
	Postal5    Level = "postal_5"     // the first five digits
	Postal3    Level = "postal_3"     // the first three digits, or the city
	Region     Level = "region"       // prefecture or state
	Country    Level = "country"      //
	TwoOld     Level = "two_slots"    // two passwords of different times
	Older      Level = "older"        // one that was replaced before the baseline
	Current    Level = "current"      // the one that held at the baseline
	Variant    Level = "variant"      // a slip of the keyboard away from one of them
	Five       Level = "five"         // five or more
	Four       Level = "four"         //
	Three      Level = "three"        // three (subjects: or more)
	Two        Level = "two"          // two (folders and the address book: or more)
	One        Level = "one"          //
	Partial    Level = "partial"      // some of several
	LastFour   Level = "last_four"    // the last four digits of a card, nothing else
	Month      Level = "month_off"    // a month away
	Year       Level = "same_year"    //
	Known      Level = "known"        // device or network seen before the baseline
	Recent     Level = "recent"       // a device seen before the baseline, but not for long
	KnownArea  Level = "known_region" // the same region of the network
	// SameBrowser: the device is unknown, its browser and system are not. That is a text which anybody can send, and phishing pages record it.
	SameBrowser Level = "same_browser"
	// TooCommon is no level of the table: what was answered is held of the account, and of so many others that it says nothing.
	TooCommon Level = "too_common"
	// Answered is none either: the owner wrote there, or under that subject, but only ever in answer to somebody. Anybody can bring that about by
	// writing, so that it says nothing.
	Answered Level = "answered"
	Passed   Level = "passed" // a code came back from a channel that was verified before the baseline
)

// levels of every item, best first, without Wrong and Blank. The parameters must give each of them a row.
var levels = map[Item][]Level{
	Name:          {Exact, Equivalent, Swapped, Near, Part},
	BirthDate:     {Exact, Swapped, OneDigit, EraOff, SameDay},
	Address:       {Exact, Postal5, Postal3, Region, Country},
	Recipients:    {Five, Four, Three, Two, One, Near},
	Subjects:      {Three, Two, One, Near},
	Folders:       {Two, One},
	AddressBook:   {Two, One},
	Products:      {Exact, Partial},
	Created:       {Exact, Month, Year},
	Card:          {Exact, LastFour, Partial},
	Purchase:      {Exact, Partial},
	Custom:        {Exact, Near},
	Passwords:     {TwoOld, Older, Current, Variant},
	FormerName:    {Exact, Near},
	FormerAddress: {Exact, Postal5, Postal3, Region},
	Device:        {Known, Recent, SameBrowser},
	Network:       {Known, KnownArea},
	Channel:       {Passed},
}

// items in the order of explanation.
var items = []Item{
	Name, BirthDate, Address, Recipients, Subjects, Folders, AddressBook, Products, Created, Card, Purchase, Custom,
	Passwords, FormerName, FormerAddress, Device, Network, Channel,
}

// Items lists every item in the order of explanation.
func Items() []Item { return append([]Item(nil), items...) }

// Levels lists the matched levels of an item, best first; nil for no item of ours.
func Levels(i Item) []Level { return append([]Level(nil), levels[i]...) }

// Index is the place of a level in its item's list, or the list's length for Wrong, Blank and levels of other items.
func (i Item) Index(l Level) int {
	for n, own := range levels[i] {
		if own == l {
			return n
		}
	}
	return len(levels[i])
}

// Order is the item's place in the order of explanation; behind all others for no item of ours.
func (i Item) Order() int {
	for n, own := range items {
		if own == i {
			return n
		}
	}
	return len(items)
}
