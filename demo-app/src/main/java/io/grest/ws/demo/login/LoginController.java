package io.grest.ws.demo.login;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Controller that issues tokens over HTTP.
 */
@RestController
class LoginController {

	private final Users users;

	LoginController(Users users) {
		this.users = users;
	}

	@PostMapping("/api/login")
	LoginResponse login(@Valid @RequestBody LoginRequest request) {
		String name = request.name().strip();
		return new LoginResponse(name, this.users.login(name));
	}

	/**
	 * Request to log in.
	 *
	 * @param name the name of the user, shown to others
	 */
	record LoginRequest(@NotBlank @Size(max = 24) @Pattern(regexp = "(?i)(?!\\s*concierge\\s*$).*",
			message = "belongs to the concierge") String name) {

	}

	/**
	 * Response to a login.
	 *
	 * @param name the name of the user
	 * @param token the token for the {@code authorization} header of the handshake
	 */
	record LoginResponse(String name, String token) {

	}

}
