package io.grest.ws.internal.call;

import java.lang.reflect.Type;

import io.grest.ws.contract.ContractMethod;
import io.grest.ws.contract.MethodValidator;
import io.grest.ws.contract.MethodValidator.InputValidation;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.PayloadReader;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.wire.Result;
import io.grest.ws.internal.wire.WireFormat;
import org.jspecify.annotations.Nullable;

/**
 * Items of the stream that a method of this side takes.
 *
 * @param reader the reader of an item
 * @param check the validation of an item, or {@code null} for none
 * @param errors the errors that may end the stream
 * @param format the format of frames
 */
record InboundItems(PayloadReader reader, @Nullable InputValidation check, ReceivedErrors errors, WireFormat format) {

	/**
	 * Create the items of a method.
	 * @param method the method
	 * @param payloads the readers of payloads
	 * @param format the format of frames
	 * @param validator the validator of items, or {@code null} for none
	 * @return the items, or {@code null} if the method takes no stream
	 */
	static @Nullable InboundItems of(ContractMethod method, Payloads payloads, WireFormat format,
			@Nullable MethodValidator validator) {
		Type items = method.inputItemType();
		return (items != null)
				? new InboundItems(payloads.reader(items), (validator != null) ? validator.forInputItems(method) : null,
						new ReceivedErrors(method.path(), method.errors(), payloads), format)
				: null;
	}

	/**
	 * Read and validate an item.
	 * @param target the implementation of the method
	 * @throws ValidationException if it is invalid
	 */
	Object read(Object target, Payload payload) {
		Object item = this.reader.read(payload);
		if (this.check != null) {
			this.check.validate(target, item);
		}
		return item;
	}

	/**
	 * Read the error that the stream has failed with.
	 * @return the error; a {@link ServerErrorException} if this is none that the method
	 * declares
	 */
	SocketException readError(Payload payload) {
		try {
			return (this.format.readResult(payload, null) instanceof Result.Failure failure) ? this.errors.read(failure)
					: new ServerErrorException();
		}
		catch (Throwable ex) {
			return new ServerErrorException(null, ex);
		}
	}

}
