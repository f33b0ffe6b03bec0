using System.Text.Json.Nodes;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Tests.Quantization;

/// <summary>Quantised weights are refused, and the message says which kind was found: by the configuration, by the tensors, or by the file.</summary>
[TestFixture]
public class QuantizedFormatTests
{
    [TestCase("""{"quant_method": "bitsandbytes", "load_in_4bit": true, "bnb_4bit_quant_type": "nf4"}""", "bitsandbytes NF4")]
    [TestCase("""{"load_in_4bit": true}""", "bitsandbytes FP4")]
    [TestCase("""{"quant_method": "bitsandbytes", "load_in_8bit": true}""", "bitsandbytes int8")]
    [TestCase("""{"quant_method": "gptq", "bits": 4, "group_size": 128}""", "GPTQ, 4 bits")]
    [TestCase("""{"quant_method": "awq", "bits": 4}""", "AWQ, 4 bits")]
    [TestCase("""{"quant_method": "fp8", "weight_block_size": [128, 128]}""", "FP8 with a scale for each block")]
    [TestCase("""{"quant_method": "compressed-tensors", "format": "pack-quantized"}""", "compressed-tensors, pack-quantized")]
    [TestCase("""{"quant_method": "torchao"}""", "torchao")]
    [TestCase("""{"quant_method": "mxfp4"}""", "MXFP4")]
    [TestCase("""{"quant_method": "hqq"}""", "HQQ")]
    [TestCase("""{"quant_method": "eetq"}""", "EETQ")]
    [TestCase("""{"quant_method": "next_years"}""", "quant_method 'next_years'")]
    [TestCase("""{"modules_to_not_convert": []}""", "quantization_config is set")]
    public void The_configuration_says_which(string section, string name)
    {
        using var copy = new CheckpointCopy("llama-atlas-tiny");
        copy.EditConfiguration(json => json["quantization_config"] = JsonNode.Parse(section));
        Assert.That(() => Checkpoint.Load(copy.Folder), Throws.TypeOf<CheckpointException>().With.Message.Contains($"config.json: quantization_config says that the weights are quantised ({name})"));
    }

    [TestCase("q_proj.weight.quant_state.bitsandbytes__nf4", "U8", "bitsandbytes NF4")]
    [TestCase("q_proj.weight.absmax", "U8", "bitsandbytes, 4 bits")]
    [TestCase("q_proj.SCB", "F32", "bitsandbytes int8")]
    [TestCase("q_proj.g_idx", "I32", "GPTQ")]
    [TestCase("q_proj.qweight", "I32", "GPTQ or AWQ")]
    [TestCase("q_proj.weight_packed", "I32", "compressed-tensors")]
    [TestCase("q_proj.weight_scale_inv", "F32", "FP8 with a scale for each block")]
    [TestCase("down_proj_blocks", "U8", "MXFP4")]
    [TestCase("q_proj.W_q", "U8", "HQQ")]
    [TestCase("q_proj.weight_scales", "F16", "EETQ")]
    [TestCase("q_proj.weight", "F8_E4M3", "FP8")]
    [TestCase("q_proj.weight", "I8", "integers of 8 bits")]
    public void The_tensors_say_which_where_the_configuration_does_not(string name, string dtype, string format)
    {
        using var copy = new CheckpointCopy("llama-atlas-tiny");
        var tensor = "model.layers.0.self_attn." + name;
        var size = dtype is "U8" or "I8" or "F8_E4M3" ? 1 : dtype == "F16" ? 2 : 4;
        copy.EditTensors(tensors => tensors[tensor] = new StoredTensor(dtype, [8], new byte[8 * size]));
        Assert.That(
            () => Checkpoint.Load(copy.Folder),
            Throws.TypeOf<CheckpointException>().With.Message.Contains($"model.safetensors: the weights are quantised: {format}, as the tensor '{tensor}' of type {dtype} shows"));
    }

    [TestCase("weights-q4_0.gguf", "weights-q4_0.gguf: the weights are in GGUF")]
    [TestCase("pytorch_model.bin", "pytorch_model.bin: the weights are pickled")]
    [TestCase("model.safetensors", "model.safetensors: this is a GGUF file under another name")]
    public void A_file_of_another_format_is_named(string file, string message)
    {
        using var copy = new CheckpointCopy("llama-atlas-tiny");
        File.Delete(copy.Weights);
        File.WriteAllText(Path.Combine(copy.Folder, file), "GGUF and some more bytes");
        Assert.That(() => Checkpoint.Load(copy.Folder), Throws.TypeOf<CheckpointException>().With.Message.Contains(message));
    }
}
