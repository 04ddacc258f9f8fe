package store

import (
	"container/list"
	"sync"
)

// recent keeps what was used last, up to a number. It is a memory and nothing else: whatever it holds may be gone at any time.
type recent[V any] struct {
	most  int
	mu    sync.Mutex
	order list.List // of *entry[V], the one used last in front
	byKey map[string]*list.Element
}

type entry[V any] struct {
	key   string
	value V
}

func (k *recent[V]) get(key string) (v V, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	e, ok := k.byKey[key]
	if !ok {
		return v, false
	}
	k.order.MoveToFront(e)
	return e.Value.(*entry[V]).value, true
}

// put keeps what f makes of the value that is held, or of none.
func (k *recent[V]) put(key string, f func(held V) V) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.byKey == nil {
		k.byKey = map[string]*list.Element{}
	}
	if e, ok := k.byKey[key]; ok {
		held := e.Value.(*entry[V])
		held.value = f(held.value)
		k.order.MoveToFront(e)
		return
	}
	var none V
	k.byKey[key] = k.order.PushFront(&entry[V]{key, f(none)})
	if k.order.Len() > k.most {
		last := k.order.Back()
		k.order.Remove(last)
		delete(k.byKey, last.Value.(*entry[V]).key)
	}
}

// take is get and drop in one: of several who ask, one gets it.
func (k *recent[V]) take(key string) (v V, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	e, ok := k.byKey[key]
	if !ok {
		return v, false
	}
	k.order.Remove(e)
	delete(k.byKey, key)
	return e.Value.(*entry[V]).value, true
}

func (k *recent[V]) drop(key string) { k.take(key) }
