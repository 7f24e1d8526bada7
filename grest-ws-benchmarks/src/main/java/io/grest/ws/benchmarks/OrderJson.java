package io.grest.ws.benchmarks;

import java.nio.charset.StandardCharsets;

import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON conversion of the hand-written servers and clients: bytes to a record, a record to
 * bytes.
 */
public final class OrderJson {

	private static final JsonMapper MAPPER = new JsonMapper();

	private static final ObjectReader ORDER_READER = MAPPER.readerFor(Order.class);

	private static final ObjectReader RECEIPT_READER = MAPPER.readerFor(Receipt.class);

	private static final ObjectWriter ORDER_WRITER = MAPPER.writerFor(Order.class);

	private static final ObjectWriter RECEIPT_WRITER = MAPPER.writerFor(Receipt.class);

	private OrderJson() {
	}

	/**
	 * Answer an order.
	 * @param order the order's JSON
	 * @return the receipt's JSON
	 */
	public static byte[] answer(byte[] order) {
		return RECEIPT_WRITER.writeValueAsBytes(Receipt.of(ORDER_READER.readValue(order)));
	}

	/**
	 * Write an order.
	 * @param order the order
	 * @return its JSON
	 */
	public static byte[] write(Order order) {
		return ORDER_WRITER.writeValueAsBytes(order);
	}

	/**
	 * Write a receipt.
	 * @param receipt the receipt
	 * @return its JSON
	 */
	public static String write(Receipt receipt) {
		return new String(RECEIPT_WRITER.writeValueAsBytes(receipt), StandardCharsets.UTF_8);
	}

	/**
	 * Read a receipt.
	 * @param receipt the receipt's JSON
	 * @return the receipt
	 */
	public static Receipt readReceipt(byte[] receipt) {
		return RECEIPT_READER.readValue(receipt);
	}

}
