package com.example.byhand;

import java.time.Instant;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import tools.jackson.databind.JsonNode;

/**
 * What crosses the wire, as JSON.
 */
final class Frames {

	private Frames() {
	}

	record Request(long id, @NotNull String type, @NotNull JsonNode data) {

	}

	record Answer(long id, Object data) {

	}

	record Refusal(long id, Problem error) {

	}

	record Problem(String type, String message) {

	}

	record Event(String type, Object data) {

	}

	record Join(@NotBlank @Size(max = 20) String name) {

	}

	record Say(@NotBlank @Size(max = 500) String text) {

	}

	record Message(String from, String text, Instant at) {

	}

}
