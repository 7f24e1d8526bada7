package io.grest.ws.samples.board;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.grest.ws.error.NotFoundException;

import org.springframework.stereotype.Service;

/**
 * Boards, in memory.
 */
@Service
class Boards {

	private static final int PLACES = 3;

	private final Map<String, List<Note>> boards = new ConcurrentHashMap<>(
			Map.of("garden", new CopyOnWriteArrayList<>()));

	List<Note> find(String board) {
		List<Note> notes = this.boards.get(board);
		if (notes == null) {
			throw new NotFoundException("There is no board " + board);
		}
		return notes;
	}

	synchronized Note post(String author, NewNote newNote) {
		List<Note> notes = find(newNote.board());
		if (notes.size() == PLACES) {
			throw new BoardFullException();
		}
		Note note = new Note(author, newNote.text());
		notes.add(note);
		return note;
	}

}
