package io.grest.ws.internal.wire;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.grest.ws.error.NotFoundException;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.protocol.FrameType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link EnvelopeFormat}.
 */
class EnvelopeFormatTests {

	private final Payloads payloads = Payloads.of(new JsonMapper());

	private final EnvelopeFormat format = new EnvelopeFormat("EchoApi", List.of("EchoApi.echo", "EchoApi.ping"),
			this.payloads);

	// Reading

	@Test
	void aMessageIsReadByItsType() {
		assertThat(decode("{\"type\":\"echo\",\"data\":{\"text\":\"hi\"}}"))
			.isEqualTo(new Frame(FrameType.MSG, "EchoApi.echo", "", Payload.of("{\"text\":\"hi\"}")));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "{'type':'echo','data':null} | null", "{'type':'echo','data':7} | 7",
					"{'type':'echo','data':-1.5e3} | -1.5e3", "{'type':'echo','data':true} | true",
					"{'type':'echo','data':'a\\'b\\u0041ü𝄞'} | 'a\\'b\\u0041ü𝄞'", "{'type':'echo','data':''} | ''",
					"{'type':'echo','data':[]} | []", "{'type':'echo','data':[1,[2,{'a':']}'}]]} | [1,[2,{'a':']}'}]]",
					"{'type':'echo','data': 	{ 'a' : 1 }  } | { 'a' : 1 }", "{'data':12,'type':'echo'} | 12",
					"{'data':'12' ,'type':'echo'} | '12'", "{'ü':'ü','data':{'ü':1},'type':'echo'} | {'ü':1}" })
	void theDataIsWhateverStandsThere(String frame, String data) {
		assertThat(decode(frame.replace('\'', '"')))
			.isEqualTo(new Frame(FrameType.MSG, "EchoApi.echo", "", Payload.of(data.replace('\'', '"'))));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'type':'echo','data':1}", "{'data':1,'type':'echo'}",
			" {\n'type' : 'echo' ,'data':1} \n", "{'id':7,'type':'echo','data':1,'extra':{'type':'nested','data':2}}",
			"{'extra':[{'type':'nested'}],'data':1,'type':'echo'}", "{'\\u0074ype':'\\u0065cho','data':1}",
			"{'error':false,'code':4400,'type':'echo','data':1}", "{'error':true,'type':'echo','data':1}",
			"{'error':true,'code':'4400','type':'echo','data':1}", "{'Type':'other','type':'echo','data':1}" })
	void theOrderOfKeysAndUnknownOnesDoNotMatter(String frame) {
		assertThat(decode(frame.replace('\'', '"')))
			.isEqualTo(new Frame(FrameType.MSG, "EchoApi.echo", "", Payload.of("1")));
	}

	@Test
	void ofAKeyThatIsThereTwiceTheLastOneCounts() {
		assertThat(decode("{\"type\":\"ping\",\"data\":1,\"type\":\"echo\",\"data\":2}"))
			.isEqualTo(new Frame(FrameType.MSG, "EchoApi.echo", "", Payload.of("2")));
		assertThat(decode("{\"type\":\"echo\",\"type\":7}")).isNull();
	}

	@Test
	void aMessageMayHaveNoData() {
		assertThat(decode("{\"type\":\"ping\"}")).isEqualTo(new Frame(FrameType.MSG, "EchoApi.ping", "", Payload.NONE));
	}

	@Test
	void aKnownPathIsAlwaysTheSameString() {
		assertThat(decode("{\"type\":\"echo\",\"data\":1}").path()).isSameAs("EchoApi.echo");
	}

	@ParameterizedTest
	@ValueSource(strings = { "nope", "toString", "", "a.b", "a:b", "line\\nbreak", "größe" })
	void anUnknownTypeIsReadAsWell(String type) {
		assertThat(decode("{\"type\":\"" + type + "\",\"data\":{}}"))
			.isEqualTo(new Frame(FrameType.MSG, "EchoApi." + type.replace("\\n", "\n"), "", Payload.of("{}")));
	}

	@Test
	void theTypeHoldsNoContract() {
		assertThat(decode("{\"type\":\"EchoApi.echo\",\"data\":1}").path()).isEqualTo("EchoApi.EchoApi.echo");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "not json", "null", "1", "'type'", "[]", "['type','echo']", "{", "}", "{}",
			"{'data':{'text':'x'}}", "{'type':null}", "{'type':7}", "{'type':['echo']}", "{'type':{'type':'echo'}}",
			"{'type':'echo'", "{'type':'echo'}}", "{'type':'echo'} {}", "{'type':'echo'} x", "{'type':'echo',}",
			"{'type' 'echo'}", "{type:'echo'}", "{'type':'echo','data':}", "{'type':'echo','data':{]}",
			"{'type':'echo','data':'\n'}", "{'type':'echo','extra':nul}", "{'nested':{'type':'echo'}}",
			"{'data':{'type':'echo'}}", "m:EchoApi.echo::{}", "p:::", "h:::{}", "{'error':true}",
			"{'error':true,'code':'4400'}", "{'error':true,'code':4400.5}", "{'error':'true','code':4400}" })
	void anythingElseIsNoFrame(String text) {
		assertThat(decode(text.replace('\'', '"'))).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE" })
	void anotherEncodingIsNoFrame(String charset) {
		for (String text : List.of("{\"type\":\"echo\",\"data\":1}", " {\"type\":\"echo\",\"data\":1}")) {
			byte[] bytes = text.getBytes(Charset.forName(charset));
			assertThat(this.format.decode(bytes, bytes.length)).isNull();
		}
	}

	@Test
	void aByteOrderMarkIsNoFrame() {
		assertThat(decode("\uFEFF{\"type\":\"echo\",\"data\":1}")).isNull();
	}

	@Test
	void anErrorIsReadWhole() {
		String error = "{\"error\":true,\"code\":4409,\"data\":{\"message\":\"full\"}}";
		assertThat(decode(error)).isEqualTo(new Frame(FrameType.FAILURE, "", "", Payload.of(error)));
		String reversed = "{\"data\":{},\"code\":4409,\"type\":\"echo\",\"error\":true}";
		assertThat(decode(reversed)).isEqualTo(new Frame(FrameType.FAILURE, "", "", Payload.of(reversed)));
	}

	@Test
	void bytesBeyondTheLengthDoNotCount() {
		byte[] bytes = utf8("{\"type\":\"echo\"}{\"type\":\"ping\"}");
		assertThat(this.format.decode(bytes, 15).path()).isEqualTo("EchoApi.echo");
		assertThat(this.format.decode(bytes, 14)).isNull();
	}

	// Writing

	@Test
	void aMessageIsWrittenWithItsBareName() {
		assertThat(message("EchoApi.echo", Map.of("text", "hi")))
			.isEqualTo("{\"type\":\"echo\",\"data\":{\"text\":\"hi\"}}");
	}

	@Test
	void aMessageWithoutPayloadHasDataAllTheSame() {
		assertThat(message("EchoApi.ping", null)).isEqualTo("{\"type\":\"ping\",\"data\":null}");
	}

	@Test
	void anyNameIsWrittenAsJson() {
		assertThat(message("EchoApi.a\"b\\", 1)).isEqualTo("{\"type\":\"a\\\"b\\\\\",\"data\":1}");
	}

	@Test
	void aPathOfAnotherContractIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.format.method("ChatApi.echo"))
			.withMessage("Path 'ChatApi.echo' is not valid in a frame of this connection: start it with 'EchoApi.'");
	}

	@Test
	void messagesMayBeDroppedAndErrorsNot() {
		OutboundFrame message = this.format.method("EchoApi.echo").message("", this.payloads.writer(Object.class), 1);
		assertThat(message.type().isDroppable()).isTrue();
		assertThat(this.format.failure(new NotFoundException()).frame().type().isDroppable()).isFalse();
	}

	@Test
	void hasNeitherHandshakeNorAnswers() {
		assertThat(this.format.isJson()).isTrue();
		assertThat(this.format.hasHandshake()).isFalse();
		assertThat(this.format.hasAnswers()).isFalse();
		assertThat(this.format.accepted(Terms.NONE)).isNull();
		assertThat(this.format.readAccepted(Payload.NONE)).isEqualTo(Terms.NONE);
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> this.format.handshake(Map.of()))
			.withMessage("The envelope dialect has only messages and failures");
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> this.format.readResult(Payload.NONE, null))
			.withMessage("The envelope dialect has only messages");
	}

	private String message(String path, Object payload) {
		return new String(this.format.method(path).message("", this.payloads.writer(Object.class), payload).bytes(),
				StandardCharsets.UTF_8);
	}

	private Frame decode(String text) {
		byte[] bytes = utf8(text);
		return this.format.decode(bytes, bytes.length);
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
