package io.grest.ws.demo.login;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Hands out tokens over plain HTTP, beside the WebSocket.
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
	 * A wish to come in.
	 *
	 * @param name what others shall call the user
	 */
	record LoginRequest(@NotBlank @Size(max = 24) @Pattern(regexp = "(?i)(?!\\s*concierge\\s*$).*",
			message = "belongs to the concierge") String name) {

	}

	/**
	 * What the user shows from now on.
	 *
	 * @param name what others call the user
	 * @param token goes into the {@code authorization} header of the handshake
	 */
	record LoginResponse(String name, String token) {

	}

}
