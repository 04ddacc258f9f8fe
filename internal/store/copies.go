package store

import (
	"bytes"
	"container/list"
	"sync"

	"okaeri/internal/recovery"
)

// keptCopies is how many cases are kept opened: some 20 kB each at most, and as many as people fill in forms at once.
const keptCopies = 512

// copies keeps the cases that were used last as they were read, so that the pages of one form do not unseal and decode the same
// case again and again. A copy counts only while the database holds the very same sealed bytes, or while a step that began from it
// moves the case from the same version; so it can be old without harm, and several servers need not know of each other.
type copies struct {
	mu    sync.Mutex
	order list.List // of *loaded, the one used last in front
	byID  map[string]*list.Element
}

// get is the copy of a case. It is shared: whoever hands the case out clones it.
func (k *copies) get(id string) (*loaded, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	e, ok := k.byID[id]
	if !ok {
		return nil, false
	}
	k.order.MoveToFront(e)
	return e.Value.(*loaded), true
}

// put keeps a copy that nobody will change any more, unless a newer one is held.
func (k *copies) put(l *loaded) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.byID == nil {
		k.byID = map[string]*list.Element{}
	}
	if e, ok := k.byID[l.c.ID]; ok {
		if e.Value.(*loaded).version <= l.version {
			e.Value = l
		}
		k.order.MoveToFront(e)
		return
	}
	k.byID[l.c.ID] = k.order.PushFront(l)
	if k.order.Len() > keptCopies {
		last := k.order.Back()
		k.order.Remove(last)
		delete(k.byID, last.Value.(*loaded).c.ID)
	}
}

// drop forgets a case.
func (k *copies) drop(id string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if e, ok := k.byID[id]; ok {
		k.order.Remove(e)
		delete(k.byID, id)
	}
}

// opened is the case of these cells out of its copy, or nil. A copy that the database has left behind is dropped.
func (k *copies) opened(c caseCells) *recovery.Case {
	l, ok := k.get(c.id)
	if !ok {
		return nil
	}
	if l.version != c.version || !bytes.Equal(l.sealed, c.sealed) || !bytes.Equal(l.wrapped, c.wrapped) {
		k.drop(c.id)
		return nil
	}
	return clone(l.c)
}
