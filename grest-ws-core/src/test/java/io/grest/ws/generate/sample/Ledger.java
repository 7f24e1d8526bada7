package io.grest.ws.generate.sample;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ErrorType;
import io.grest.ws.error.SocketException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A contract with longs in all places.
 */
public interface Ledger {

	/**
	 * The contract.
	 */
	SocketContract<Server, Client> API = SocketContract.define("LedgerApi", Server.class, Client.class)
		.path("/ws/ledger")
		.build();

	/**
	 * What a client may call.
	 */
	interface Server {

		Mono<Account> account(AccountId id) throws OverdrawnException;

		Mono<Long> count();

		void add(Entry entry);

		Mono<String> name(String key);

	}

	/**
	 * What the server may call.
	 */
	interface Client {

		void changed(Account account);

		Mono<Long> limit(Long proposed);

	}

	record AccountId(@JsonValue long value) {

	}

	record Account(AccountId id, long balance, double rate, @Nullable Account parent, List<Long> history,
			Map<String, Long> totals, List<Entry> entries) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
	sealed interface Entry permits Deposit, Note {

	}

	@JsonTypeName("deposit")
	record Deposit(long amount, String amountText) implements Entry {

	}

	@JsonTypeName("note")
	record Note(double amount) implements Entry {

	}

	/**
	 * More was taken than there is.
	 */
	@ErrorType(value = "OVERDRAWN", status = 409)
	class OverdrawnException extends SocketException {

		public OverdrawnException(Missing missing) {
			super(missing);
		}

		public record Missing(long by) {

		}

	}

}
