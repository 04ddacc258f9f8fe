package evidence

// plantedWithin is how long after a foreign sign-in nothing that appears in the account is believed to be the owner's.
const plantedWithin = day

// spoil takes what was set, sent, bought or filed within a day of a foreign sign-in out of the evidence: whoever was inside for a
// moment can leave a letter, a folder or a purchase behind and remember it later better than any owner. It begins never, so that it
// is no truth at any time; naming it is still told to reviewers, as everything is that came too late.
func (d *Dossier) spoil(mail *mailBuilder) {
	var visits []int64
	for i := range d.signIns {
		if d.signIns[i].foreign {
			visits = append(visits, d.signIns[i].at)
		}
	}
	if len(visits) == 0 {
		return
	}
	never := func(from *int64) {
		for _, at := range visits {
			if *from >= at && *from < at+plantedWithin {
				*from = forever
			}
		}
	}
	spoilAll(d.names, never)
	spoilAll(d.births, never)
	spoilAll(d.countries, never)
	spoilAll(d.regions, never)
	spoilAll(d.cities, never)
	spoilAll(d.postals, never)
	spoilAll(d.products, never)
	spoilAll(d.book, never)
	spoilAll(d.purchases, never)
	for i := range d.custom {
		spoilAll(d.custom[i].values, never)
	}
	for i := range mail.ix.entries {
		never(&mail.ix.entries[i].first)
		never(&mail.ix.entries[i].opened)
	}
	for i := range mail.answers {
		never(&mail.answers[i].at)
	}
	for _, firsts := range [][]int64{mail.subjects.first, mail.subjects.own, d.folders.first} {
		for i := range firsts {
			never(&firsts[i])
		}
	}
}

func spoilAll[T any](list []held[T], never func(*int64)) {
	for i := range list {
		never(&list[i].from)
	}
}
