package io.grest.ws.autoconfigure;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;

/**
 * Tokens of an issuer, and others.
 */
final class Tokens {

	private static final KeyPair OWN = generate();

	private static final KeyPair FOREIGN = generate();

	private Tokens() {
	}

	private static KeyPair generate() {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
			generator.initialize(2048);
			return generator.generateKeyPair();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static RSAPublicKey publicKey() {
		return (RSAPublicKey) OWN.getPublic();
	}

	static String of(String user, String... roles) {
		return signed(claims(user, Duration.ofHours(1), "chat", roles), JWSAlgorithm.RS256,
				new RSASSASigner(OWN.getPrivate()));
	}

	static String expired() {
		return signed(claims("ann", Duration.ofMinutes(-5), "chat"), JWSAlgorithm.RS256,
				new RSASSASigner(OWN.getPrivate()));
	}

	/**
	 * Return a token that decoders accept, as they allow for clocks that differ by a
	 * minute.
	 */
	static String justExpired() {
		return signed(claims("ann", Duration.ofSeconds(-20), "chat"), JWSAlgorithm.RS256,
				new RSASSASigner(OWN.getPrivate()));
	}

	static String forAnotherAudience() {
		return signed(claims("ann", Duration.ofHours(1), "shop"), JWSAlgorithm.RS256,
				new RSASSASigner(OWN.getPrivate()));
	}

	static String byForeignKey() {
		return signed(claims("ann", Duration.ofHours(1), "chat"), JWSAlgorithm.RS256,
				new RSASSASigner(FOREIGN.getPrivate()));
	}

	/**
	 * Return a token whose signature takes the public key for a secret.
	 */
	static String byPublicKeyAsSecret() {
		try {
			return signed(claims("ann", Duration.ofHours(1), "chat"), JWSAlgorithm.HS256,
					new MACSigner(OWN.getPublic().getEncoded()));
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static String unsigned() {
		return new PlainJWT(claims("ann", Duration.ofHours(1), "chat")).serialize();
	}

	/**
	 * Return a valid token whose claims are those of another.
	 */
	static String forged() {
		String[] own = of("ann").split("\\.");
		return own[0] + "." + of("root", "ADMIN").split("\\.")[1] + "." + own[2];
	}

	private static JWTClaimsSet claims(String user, Duration life, String audience, String... roles) {
		Instant end = Instant.now().plus(life);
		return new JWTClaimsSet.Builder().subject(user)
			.audience(audience)
			.issueTime(Date.from(end.minus(Duration.ofHours(2))))
			.expirationTime(Date.from(end))
			.claim("groups", List.of(roles))
			.build();
	}

	private static String signed(JWTClaimsSet claims, JWSAlgorithm algorithm, JWSSigner signer) {
		SignedJWT token = new SignedJWT(new JWSHeader(algorithm), claims);
		try {
			token.sign(signer);
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
		return token.serialize();
	}

}
