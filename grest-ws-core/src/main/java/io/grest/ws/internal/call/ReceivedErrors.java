package io.grest.ws.internal.call;

import java.util.HashMap;
import java.util.Map;

import io.grest.ws.contract.ContractError;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.internal.json.PayloadReader;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.wire.Result;
import org.jspecify.annotations.Nullable;

/**
 * Errors that the other side may send for one method, as exceptions.
 *
 * @since 0.1.0
 */
public final class ReceivedErrors {

	private final String path;

	private final Map<String, ContractError> errors;

	private final Map<String, PayloadReader> readers = new HashMap<>();

	/**
	 * Create the errors of a method.
	 * @param path the path of the method
	 * @param errors the errors that it declares, by type, including the standard ones
	 * @param payloads the readers of payloads
	 */
	public ReceivedErrors(String path, Map<String, ContractError> errors, Payloads payloads) {
		this.path = path;
		this.errors = errors;
		errors.forEach((type, error) -> {
			if (error.dataType() != null) {
				this.readers.put(type, payloads.reader(error.dataType()));
			}
		});
	}

	/**
	 * Return whether the method may fail so.
	 * @param type the type of the error
	 * @return {@code true} if it is declared, or every method may answer it
	 */
	public boolean isKnown(String type) {
		return find(type) != null;
	}

	// The other side answers some errors on every method.
	private @Nullable ContractError find(String type) {
		ContractError declared = this.errors.get(type);
		return (declared != null) ? declared : HandlerErrors.knownAnywhere(type);
	}

	/**
	 * Create the exception of a failure; a {@link ServerErrorException} if the method
	 * does not declare it.
	 * @param failure the failure
	 * @return the exception
	 */
	public SocketException read(Result.Failure failure) {
		ContractError error = find(failure.type());
		if (error == null) {
			return failure.complete(new ServerErrorException(null,
					new IllegalStateException("The other side answered with an error that " + this.path
							+ " does not declare: '" + failure.type() + "'")));
		}
		try {
			PayloadReader reader = this.readers.get(failure.type());
			return failure.complete(error.create((reader != null) ? failure.data(reader) : null));
		}
		catch (Throwable ex) {
			return failure.complete(new ServerErrorException(null, ex));
		}
	}

}
