package com.example.byhand;

import java.util.Set;
import java.util.stream.Collectors;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

/**
 * JSON, and the constraints of what is read.
 */
@Component
class Payloads {

	private final JsonMapper mapper;

	private final Validator validator;

	Payloads(JsonMapper mapper, Validator validator) {
		this.mapper = mapper;
		this.validator = validator;
	}

	Frames.Request request(String text) {
		try {
			return valid(this.mapper.readValue(text, Frames.Request.class));
		}
		catch (JacksonException ex) {
			throw new ChatException("BAD_REQUEST", "The frame is no request");
		}
	}

	<T> T read(JsonNode data, Class<T> type) {
		try {
			return valid(this.mapper.treeToValue(data, type));
		}
		catch (JacksonException ex) {
			throw new ChatException("VALIDATION_ERROR", "The data are no " + type.getSimpleName());
		}
	}

	private <T> T valid(T value) {
		if (value == null) {
			throw new ChatException("VALIDATION_ERROR", "There are no data");
		}
		Set<ConstraintViolation<T>> violations = this.validator.validate(value);
		if (!violations.isEmpty()) {
			throw new ChatException("VALIDATION_ERROR",
					violations.stream()
						.map((violation) -> violation.getPropertyPath() + " " + violation.getMessage())
						.collect(Collectors.joining(", ")));
		}
		return value;
	}

	String write(Object frame) {
		return this.mapper.writeValueAsString(frame);
	}

}
