package io.grest.ws.security;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

/**
 * Tokens for the doors, with a role.
 */
final class DoorTokens {

	static final SecretKey KEY = new SecretKeySpec(
			"a secret of the tests, of at least 32 bytes".getBytes(StandardCharsets.US_ASCII), "HmacSHA256");

	private DoorTokens() {
	}

	static String of(String user, String role, Duration life) {
		Instant end = Instant.now().plus(life);
		SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256),
				new JWTClaimsSet.Builder().subject(user)
					.issueTime(Date.from(end.minus(Duration.ofHours(2))))
					.expirationTime(Date.from(end))
					.claim("role", role)
					.build());
		try {
			token.sign(new MACSigner(KEY));
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
		return token.serialize();
	}

}
