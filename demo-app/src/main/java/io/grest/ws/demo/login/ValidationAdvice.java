package io.grest.ws.demo.login;

import io.grest.ws.error.ValidationException.Issue;

import org.springframework.http.ProblemDetail;
import org.springframework.util.StringUtils;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.bind.support.WebExchangeBindException;

/**
 * Advice that reports invalid fields over HTTP in the same form as over the WebSocket, so
 * that the page has to handle only one.
 */
@RestControllerAdvice
class ValidationAdvice {

	@ExceptionHandler
	ProblemDetail invalid(WebExchangeBindException ex) {
		ProblemDetail problem = ex.getBody();
		problem.setProperty("issues", ex.getFieldErrors().stream().map(ValidationAdvice::issue).toList());
		return problem;
	}

	private static Issue issue(FieldError error) {
		return new Issue(error.getField(), "invalid." + StringUtils.uncapitalize(String.valueOf(error.getCode())),
				String.valueOf(error.getDefaultMessage()));
	}

}
