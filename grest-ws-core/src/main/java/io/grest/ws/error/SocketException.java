package io.grest.ws.error;

import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * An error that may cross the wire. Its {@linkplain ErrorType type}, status, data and
 * {@link Context} do; its message, cause and stack trace never.
 *
 * <p>
 * Subclasses carry {@link ErrorType}. Raise one from a contract method that declares it
 * and the caller receives the same class with the same data; raise one that the method
 * does not declare and the caller receives a {@link ServerErrorException} that tells
 * nothing.
 *
 * @since 0.1.0
 */
public abstract class SocketException extends RuntimeException {

	private final ErrorType type;

	private final transient @Nullable Object data;

	private transient volatile @Nullable Context context;

	/**
	 * Create an error without data.
	 */
	protected SocketException() {
		this(null, null);
	}

	/**
	 * Create an error with data.
	 * @param data the error's data, an object that Jackson writes
	 */
	protected SocketException(Object data) {
		this(null, data);
	}

	/**
	 * Create an error with a text for a person, with data, or with both.
	 * @param displayMessage a text meant for a person on the other side, or {@code null}
	 * @param data the error's data, or {@code null}
	 */
	protected SocketException(@Nullable String displayMessage, @Nullable Object data) {
		super(displayMessage);
		this.type = typeOf(getClass());
		this.data = data;
		if (displayMessage != null) {
			this.context = Context.of(displayMessage);
		}
	}

	/**
	 * The error's name on the wire.
	 * @return the type, for instance {@code NOT_FOUND}
	 */
	public final String type() {
		return this.type.value();
	}

	/**
	 * The status code that goes with the type.
	 * @return a code of 100 to 599
	 */
	public final int status() {
		return this.type.status();
	}

	/**
	 * The error's data.
	 * @return what the error was built from, or {@code null} if it carries none
	 */
	public @Nullable Object data() {
		return this.data;
	}

	/**
	 * What identifies this occurrence: for an error received from the other side, what it
	 * sent; otherwise created here on first use.
	 * @return the context
	 */
	public final Context context() {
		Context context = this.context;
		if (context == null) {
			synchronized (this) {
				context = this.context;
				if (context == null) {
					context = Context.of(null);
					this.context = context;
				}
			}
		}
		return context;
	}

	/**
	 * Set the context that the other side sent along.
	 * @param context the context received
	 * @return this
	 */
	public final SocketException withContext(Context context) {
		Assert.notNull(context, "Context must not be null");
		this.context = context;
		return this;
	}

	/**
	 * Set a text meant for a person on the other side, the only one that crosses the
	 * wire.
	 * @param displayMessage the text
	 * @return this
	 */
	public final SocketException withDisplayMessage(String displayMessage) {
		Context current = context();
		return withContext(new Context(displayMessage, current.timestamp(), current.ref()));
	}

	/**
	 * The type, the display message if there is one, and the {@code ref} to search the
	 * other side's log for.
	 */
	@Override
	public String getMessage() {
		Context context = this.context;
		if (context == null) {
			return this.type.value();
		}
		String text = (context.displayMessage() != null) ? this.type.value() + ": " + context.displayMessage()
				: this.type.value();
		return text + " (" + context.ref() + ")";
	}

	private static ErrorType typeOf(Class<?> errorClass) {
		ErrorType type = errorClass.getAnnotation(ErrorType.class);
		Assert.state(type != null, () -> errorClass.getName()
				+ " names no error type: annotate it with @ErrorType(value = \"SOME_TYPE\", status = 409)");
		return type;
	}

	/**
	 * What identifies one occurrence of an error.
	 *
	 * @param displayMessage a text meant for a person, or {@code null}
	 * @param timestamp when it was raised, in milliseconds since the epoch
	 * @param ref a random reference that the log of the side that raised it repeats
	 */
	public record Context(@Nullable String displayMessage, long timestamp, String ref) {

		private static final Clock CLOCK = Clock.systemUTC();

		private static final char[] DIGITS = "0123456789abcdefghijklmnopqrstuv".toCharArray();

		private static final int REF_DIGITS = 16;

		/**
		 * Create the context of an error raised here and now.
		 * @param displayMessage a text meant for a person, or {@code null}
		 * @return the context, with a reference of 80 random bits
		 */
		public static Context of(@Nullable String displayMessage) {
			return new Context(displayMessage, CLOCK.millis(), newRef());
		}

		// A reference names a log entry; it guards nothing, so speed is worth more here
		// than a cryptographic generator.
		private static String newRef() {
			StringBuilder ref = new StringBuilder("ERR_REF_");
			ThreadLocalRandom random = ThreadLocalRandom.current();
			for (int i = 0; i < REF_DIGITS; i++) {
				ref.append(DIGITS[random.nextInt(DIGITS.length)]);
			}
			return ref.toString();
		}

	}

}
