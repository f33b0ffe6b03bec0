using System.Buffers.Binary;
using System.Text;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Tests.Checkpoints;

/// <summary>Every way in which a file can be wrong, and what is said about it: file, tensor, fault, remedy.</summary>
public sealed class SafetensorsErrorTests
{
    private const string Damaged = "The file was written wrongly or damaged; download it again.";
    private const string CutOff = "The file was cut off or changed on its way; download it again.";

    private static IEnumerable<TestCaseData> Headers()
    {
        yield return Case("An_empty_header", "", 0, "the header does not begin with '{'. It is no safetensors file, or was damaged; download it again.");
        yield return Case("A_header_that_is_a_list", "[]", 0, "the header does not begin with '{'. It is no safetensors file, or was damaged; download it again.");
        yield return Case("A_header_with_a_space_in_front", " {}", 0, "the header does not begin with '{'. It is no safetensors file, or was damaged; download it again.");
        yield return Case("A_tensor_that_is_a_number", """{"x":1}""", 0, $"tensor 'x' is not described by an object. {Damaged}");
        yield return Case("A_tensor_that_is_null", """{"x":null}""", 0, $"tensor 'x' is not described by an object. {Damaged}");
        yield return Case("Two_tensors_of_one_name", $"{{{Tensor("x", "U8", "[1]", 0, 1)},{Tensor("x", "U8", "[1]", 1, 2)}}}", 2, $"tensor 'x' is listed twice. {Damaged}");
        yield return Case("Two_tensors_of_one_name_once_escaped", $"{{{Tensor("x", "U8", "[1]", 0, 1)},{Tensor("\\u0078", "U8", "[1]", 1, 2)}}}", 2, $"tensor 'x' is listed twice. {Damaged}");
        yield return Case("Text_after_the_header", """{} x""", 0, null);
        yield return Case("A_newline_after_the_header", "{} \n", 0, $"something other than spaces follows the JSON of the header. {Damaged}");
        yield return Case("A_second_object_after_the_header", "{}{}", 0, null);

        yield return Case("No_dtype", """{"x":{"shape":[1],"data_offsets":[0,1]}}""", 1, $"tensor 'x' has no field 'dtype'. {Damaged}");
        yield return Case("No_shape", """{"x":{"dtype":"U8","data_offsets":[0,1]}}""", 1, $"tensor 'x' has no field 'shape'. {Damaged}");
        yield return Case("No_offsets", """{"x":{"dtype":"U8","shape":[1]}}""", 1, $"tensor 'x' has no field 'data_offsets'. {Damaged}");
        yield return Case("Two_dtypes", """{"x":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1, $"tensor 'x' has two fields 'dtype'. {Damaged}");
        yield return Case("Two_shapes", """{"x":{"dtype":"U8","shape":[1],"shape":[1],"data_offsets":[0,1]}}""", 1, $"tensor 'x' has two fields 'shape'. {Damaged}");
        yield return Case("Two_pairs_of_offsets", """{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"data_offsets":[0,1]}}""", 1, $"tensor 'x' has two fields 'data_offsets'. {Damaged}");
        yield return Case("A_field_that_the_format_does_not_know", """{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"strides":[1]}}""", 1, $"tensor 'x' has a field 'strides', which the format does not know. {Damaged}");
        yield return Case("A_dtype_that_is_a_number", """{"x":{"dtype":8,"shape":[1],"data_offsets":[0,1]}}""", 1, $"tensor 'x' has a dtype that is not a string. {Damaged}");
        yield return Case(
            "A_dtype_that_is_not_known",
            """{"x":{"dtype":"F4","shape":[1],"data_offsets":[0,1]}}""",
            1,
            "tensor 'x' has the dtype 'F4', which is not known. Known are BOOL, U8, I8, F8_E5M2, F8_E4M3, F8_E8M0, U16, I16, F16, BF16, U32, I32, F32, C64, U64, I64, F64; convert the checkpoint, or download it again if it was damaged.");
        yield return Case("A_dtype_in_lower_case", """{"x":{"dtype":"bf16","shape":[1],"data_offsets":[0,2]}}""", 2, null);

        yield return Case("A_shape_that_is_a_number", Header("U8", "1", "[0,1]"), 1, $"tensor 'x' has a field 'shape' that is not a list. {Damaged}");
        foreach (var (what, number) in new[]
        {
            ("negative", "-1"), ("minus_zero", "-0"), ("fractional", "1.5"), ("whole_but_a_float", "1.0"), ("whole_but_an_exponent", "1e0"), ("text", "\"1\""),
            ("null", "null"), ("true", "true"), ("nested", "[1]"), ("an_object", "{}"), ("2_to_the_63", "9223372036854775808"), ("of_a_thousand_digits", new string('9', 1000)),
            ("an_exponent_beyond_measure", "1e999999999"),
        })
        {
            yield return Case(
                $"A_size_that_is_{what}", Header("U8", $"[1,{number}]", "[0,1]"), 1,
                $"tensor 'x' has a field 'shape' with a value at position 1 that is not an integer from 0 to 9223372036854775807. {Damaged}");
            yield return Case(
                $"An_offset_that_is_{what}", Header("U8", "[1]", $"[{number},1]"), 1,
                $"tensor 'x' has a field 'data_offsets' with a value at position 0 that is not an integer from 0 to 9223372036854775807. {Damaged}");
        }

        yield return Case("A_shape_whose_product_overflows", Header("U8", "[4294967296,4294967296]", "[0,0]"), 0, $"tensor 'x' has the shape [4294967296, 4294967296], which no file could hold. {Damaged}");
        yield return Case("A_shape_whose_bytes_overflow", Header("F64", "[4611686018427387904]", "[0,0]"), 0, $"tensor 'x' has the shape [4611686018427387904], which no file could hold. {Damaged}");
        yield return Case("A_shape_that_overflows_to_zero", Header("U8", "[4294967296,4294967296,4294967296,4294967296]", "[0,0]"), 0, null);
        yield return Case("One_offset", Header("U8", "[1]", "[0]"), 1, $"tensor 'x' has 1 data_offsets instead of two, begin and end. {Damaged}");
        yield return Case("Three_offsets", Header("U8", "[1]", "[0,1,2]"), 1, $"tensor 'x' has 3 data_offsets instead of two, begin and end. {Damaged}");
        yield return Case("No_offset", Header("U8", "[1]", "[]"), 1, $"tensor 'x' has 0 data_offsets instead of two, begin and end. {Damaged}");
        yield return Case("An_end_before_the_begin", Header("U8", "[1]", "[1,0]"), 1, $"tensor 'x' begins at byte 1 of the data and ends before that, at byte 0. {Damaged}");
        yield return Case("An_end_beyond_the_data", Header("U8", "[2000]", "[0,2000]"), 1999, $"tensor 'x' ends at byte 2,000 of the data, and the file has only 1,999. {CutOff}");
        yield return Case("An_end_far_beyond_the_data", Header("U8", "[9223372036854775807]", "[0,9223372036854775807]"), 1, $"tensor 'x' ends at byte 9,223,372,036,854,775,807 of the data, and the file has only 1. {CutOff}");
        yield return Case("A_size_that_is_not_shape_times_type", Header("BF16", "[2,3]", "[0,11]"), 11, $"tensor 'x' has the shape [2, 3] of BF16, which is 12 bytes, and takes up 11 bytes of the data. {Damaged}");
        yield return Case("A_place_larger_than_shape_times_type", Header("BF16", "[2,3]", "[0,13]"), 13, $"tensor 'x' has the shape [2, 3] of BF16, which is 12 bytes, and takes up 13 bytes of the data. {Damaged}");
        yield return Case("A_tensor_in_another_one", $"{{{Tensor("x", "U8", "[4]", 0, 4)},{Tensor("y", "U8", "[2]", 1, 3)}}}", 4, $"tensor 'y' begins at byte 1 of the data, inside the tensor 'x', which ends at byte 4. {Damaged}");
        yield return Case("Two_tensors_on_the_same_bytes", $"{{{Tensor("x", "U8", "[4]", 0, 4)},{Tensor("y", "U8", "[4]", 0, 4)}}}", 4, null);
        yield return Case("An_empty_tensor_inside_another_one", $"{{{Tensor("x", "U8", "[4]", 0, 4)},{Tensor("y", "U8", "[0]", 2, 2)}}}", 4, $"tensor 'y' begins at byte 2 of the data, inside the tensor 'x', which ends at byte 4. {Damaged}");
        yield return Case("A_hole_at_the_beginning", Header("U8", "[2]", "[1,3]"), 3, $"1 bytes of the data, from byte 0, belong to no tensor. {Damaged}");
        yield return Case("A_hole_between_two_tensors", $"{{{Tensor("x", "U8", "[1]", 0, 1)},{Tensor("y", "U8", "[1]", 3, 4)}}}", 4, $"2 bytes of the data, from byte 1, belong to no tensor. {Damaged}");
        yield return Case("Bytes_after_the_last_tensor", Header("U8", "[1]", "[0,1]"), 4, $"3 bytes of the data, from byte 1, belong to no tensor. {Damaged}");
        yield return Case("Bytes_without_any_tensor", "{}", 4, $"4 bytes of the data, from byte 0, belong to no tensor. {Damaged}");

        yield return Case("Metadata_that_is_text", """{"__metadata__":"pt"}""", 0, $"'__metadata__' is not an object. {Damaged}");
        yield return Case("Metadata_that_is_null", """{"__metadata__":null}""", 0, $"'__metadata__' is not an object. {Damaged}");
        yield return Case("Metadata_with_a_number", """{"__metadata__":{"version":1}}""", 0, $"the metadata 'version' is not a string. {Damaged}");
        yield return Case("Metadata_with_an_object", """{"__metadata__":{"a":{}}}""", 0, $"the metadata 'a' is not a string. {Damaged}");
        yield return Case("Metadata_with_a_key_twice", """{"__metadata__":{"a":"1","a":"1"}}""", 0, $"the metadata 'a' is there twice. {Damaged}");
        yield return Case("Metadata_twice", """{"__metadata__":{},"__metadata__":{}}""", 0, $"the key '__metadata__' is there twice. {Damaged}");

        yield return Case("A_comma_too_many", "{,}", 0, null);
        yield return Case("A_comment", "{/**/}", 0, null);
        yield return Case("A_misspelt_true", """{"x":trub}""", 0, $"the header is not JSON: 't' at byte 5 begins neither true nor false nor null. {CutOff}");
        yield return Case("A_misspelt_null_after_an_escaped_quote", """{"x\"":nul""", 0, $"the header is not JSON: 'n' at byte 7 begins neither true nor false nor null. {CutOff}");
        yield return Case("A_string_without_an_end", "{\"x\\", 0, null);
        yield return Case("A_header_that_ends_early", "{\"x\":", 0, null);
        yield return Case("Half_of_a_surrogate_pair_as_a_name", $"{{{Tensor("\\ud800", "U8", "[1]", 0, 1)}}}", 1, null);
        yield return Case("Half_of_a_surrogate_pair_as_a_field", """{"x":{"\ud800type":"U8"}}""", 1, null);
        yield return Case("Half_of_a_surrogate_pair_as_a_dtype", """{"x":{"dtype":"\ud8008"}}""", 1, null);
        yield return Case("Half_of_a_surrogate_pair_as_metadata", """{"__metadata__":{"a":"\udc00"}}""", 1, null);
        yield return Case("Nesting_of_a_hundred_thousand_levels", "{\"x\":" + new string('[', 100_000), 0, null);
        yield return Case("Objects_nested_a_hundred_thousand_levels", string.Concat(Enumerable.Repeat("{\"x\":", 100_000)), 0, null);
    }

    /// <param name="header">The header.</param>
    /// <param name="dataLength">How many bytes follow it.</param>
    /// <param name="expected">The message after the path; null where the wording is the JSON reader's, or follows from another case.</param>
    [TestCaseSource(nameof(Headers))]
    public void A_wrong_header_is_refused(string header, int dataLength, string? expected)
    {
        using var folder = new SafetensorsBytes();
        var path = folder.Write(SafetensorsBytes.Of(header, dataLength));
        var failure = Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(path).Dispose());
        Assert.That(failure.Message, expected is null ? Does.StartWith($"{path}: ").And.Contain("download it again") : Is.EqualTo($"{path}: {expected}"));
        Assert.That(failure.Message, Has.Length.LessThan(1000));
    }

    [Test]
    public void A_header_that_is_not_json_says_where()
    {
        using var folder = new SafetensorsBytes();
        var path = folder.Write(SafetensorsBytes.Of("{\"x\":}", 0));
        Assert.That(
            () => SafetensorsFile.Open(path),
            Throws.TypeOf<CheckpointException>().With.Message.Match("the header is not JSON: .*BytePositionInLine: 5.* download it again[.]$"));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(7)]
    public void A_file_of_less_than_8_bytes_is_refused(int length)
    {
        using var folder = new SafetensorsBytes();
        var path = folder.Write(new byte[length]);
        Assert.That(
            () => SafetensorsFile.Open(path),
            Throws.TypeOf<CheckpointException>().With.Message.EqualTo(
                $"{path}: the file is {length} bytes long, and a safetensors file begins with 8 bytes that say how long its header is. {CutOff}"));
    }

    [TestCase(3ul, "the file says that its header is 3 bytes long, and only 2 bytes follow. " + CutOff)]
    [TestCase(32_000_000ul, "the file says that its header is 32,000,000 bytes long, and only 2 bytes follow. " + CutOff)]
    [TestCase(32_000_001ul, "the file says that its header is 32,000,001 bytes long, and 32,000,000 is the most that is allowed. It is no safetensors file, or was damaged; download it again.")]
    [TestCase(1ul << 60, "the file says that its header is 1,152,921,504,606,846,976 bytes long, and 32,000,000 is the most that is allowed. It is no safetensors file, or was damaged; download it again.")]
    [TestCase(ulong.MaxValue, "the file says that its header is 18,446,744,073,709,551,615 bytes long, and 32,000,000 is the most that is allowed. It is no safetensors file, or was damaged; download it again.")]
    public void A_header_longer_than_the_file_or_than_32_MB_is_refused(ulong length, string expected)
    {
        using var folder = new SafetensorsBytes();
        var bytes = SafetensorsBytes.Of("{}", 0);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        var path = folder.Write(bytes);
        Assert.That(() => SafetensorsFile.Open(path), Throws.TypeOf<CheckpointException>().With.Message.EqualTo($"{path}: {expected}"));
    }

    [Test]
    public void A_header_that_is_not_utf8_is_refused()
    {
        using var folder = new SafetensorsBytes();
        var path = folder.Write(SafetensorsBytes.Of(Encoding.Latin1.GetBytes("""{"__metadata__":{"a":"é"}}"""), 0));
        Assert.That(() => SafetensorsFile.Open(path), Throws.TypeOf<CheckpointException>().With.Message.EqualTo($"{path}: the header is not UTF-8 text. {CutOff}"));
    }

    [Test]
    public void A_pointer_of_git_lfs_is_told_from_a_damaged_file()
    {
        using var folder = new SafetensorsBytes();
        var path = folder.Write("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"u8);
        Assert.That(
            () => SafetensorsFile.Open(path),
            Throws.TypeOf<CheckpointException>().With.Message.EqualTo(
                $"{path}: this is not the checkpoint but a Git LFS pointer to it. Run 'git lfs pull' in its folder, or download the file itself."));
    }

    [Test]
    public void A_file_that_is_not_there_or_is_a_folder_is_refused()
    {
        using var folder = new SafetensorsBytes();
        Assert.That(
            () => SafetensorsFile.Open(folder.PathOf("no.safetensors")),
            Throws.TypeOf<CheckpointException>().With.Message.EndsWith("no.safetensors: there is no such file. Check the path, or download the checkpoint."));
        Assert.That(
            () => SafetensorsFile.Open(Path.GetTempPath()),
            Throws.TypeOf<CheckpointException>().With.Message.EndsWith(": this is a folder, not a file. Check the path, or download the checkpoint."));
    }

    [Test]
    public void A_file_that_is_being_written_is_refused()
    {
        using var folder = new SafetensorsBytes();
        var path = folder.Write(SafetensorsBytes.Of("{}", 0));
        using var writer = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None);
        Assert.That(
            () => SafetensorsFile.Open(path),
            Throws.TypeOf<CheckpointException>().With.Message.StartsWith($"{path}: the file cannot be read (")
                .And.Message.EndsWith("Check its permissions and whether another program is writing it."));
    }

    [Test]
    public void A_refused_file_is_not_kept_open()
    {
        using var folder = new SafetensorsBytes();
        var path = folder.Write(SafetensorsBytes.Of("{}", 4));
        Assert.That(() => SafetensorsFile.Open(path), Throws.TypeOf<CheckpointException>());
        using var writer = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None);
        Assert.That(writer.Length, Is.EqualTo(14));
    }

    private static TestCaseData Case(string name, string header, int dataLength, string? message) =>
        new TestCaseData(header, dataLength, message).SetName($"{name}_is_refused");

    private static string Header(string dtype, string shape, string offsets) =>
        $$$"""{"x":{"dtype":"{{{dtype}}}","shape":{{{shape}}},"data_offsets":{{{offsets}}}}}""";

    private static string Tensor(string name, string dtype, string shape, long begin, long end) =>
        $$"""
        "{{name}}":{"dtype":"{{dtype}}","shape":{{shape}},"data_offsets":[{{begin}},{{end}}]}
        """;
}
